using System.Globalization;

namespace ResidentInsurance.LocalHosting;

/// <summary>How the host was called.</summary>
/// <param name="DataFolder">Where data, ports, secrets and logs are kept.</param>
/// <param name="ReadyFile">A file that gets the address when all is healthy, instead of the line on the console.</param>
/// <param name="Echo">Whether the resources' own log lines go to the console too.</param>
/// <param name="Replicas">How many of each resource that has <c>WithReplicas</c>; null for what it says there.</param>
internal sealed record HostOptions(string DataFolder, string? ReadyFile, bool Echo, int? Replicas)
{
    internal static HostOptions Parse(IReadOnlyList<string> args)
    {
        var options = new HostOptions(DefaultFolder(), ReadyFile: null, Echo: false, Replicas: null);
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw Usage(args[i - 1]);
            options = args[i] switch
            {
                "--data" => options with { DataFolder = Path.GetFullPath(Value()) },
                "--ready-file" => options with { ReadyFile = Path.GetFullPath(Value()) },
                "--logs" => options with { Echo = true },
                "--replicas" => options with { Replicas = Count(Value()) },
                var other => throw Usage(other),
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100
            ? count
            : throw Usage($"--replicas {text}");

    private static HostException Usage(string argument) => new(Bilingual.Text(nameof(Texts.Usage), argument));

    /// <summary><c>.data</c> beside the solution, or where we are.</summary>
    private static string DefaultFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("*.sln").Length == 0)
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? Environment.CurrentDirectory, ".data");
    }
}
