namespace ResidentInsurance.AppHost.Tests;

/// <summary>The files of the clone that is tested.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.GetFiles("ResidentInsurance.sln").Length == 0)
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("not below the solution");
        }

        return folder.FullName;
    }
}
