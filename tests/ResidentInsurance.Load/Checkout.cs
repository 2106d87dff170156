namespace ResidentInsurance.Load;

/// <summary>The checkout that this was built in: what is measured was built there too.</summary>
internal static class Checkout
{
    private const string Solution = "ResidentInsurance.sln";

    /// <summary>The command line's program.</summary>
    public static string Ri => PathOf("src/ResidentInsurance.Cli/bin/Release/net10.0/ri.dll");

    /// <param name="path">From the checkout's root.</param>
    public static string PathOf(string path)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, Solution)))
        {
            at = at.Parent ?? throw new InvalidOperationException("What is measured belongs to a checkout.");
        }

        return Path.Combine(at.FullName, path);
    }
}
