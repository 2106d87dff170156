using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary><c>tests/ResidentInsurance.Load/results/DATE.md</c> of the checkout that this was built in: what is committed.</summary>
internal static class ResultsFile
{
    private const string Project = "ResidentInsurance.Load.csproj";

    /// <summary>Writes today's, over what is there.</summary>
    public static async Task WriteAsync(string text)
    {
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(Path.Combine(ProjectFolder(), "results")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, today + ".md"), $"# {today}\n\n{text}");
    }

    private static string ProjectFolder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, Project)))
        {
            at = at.Parent ?? throw new InvalidOperationException("The results belong to a checkout.");
        }

        return at.FullName;
    }
}
