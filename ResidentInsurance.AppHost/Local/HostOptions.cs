using System.Globalization;
using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.AppHost.Local;

/// <summary>How the AppHost was called.</summary>
internal sealed record HostOptions
{
    /// <summary>Where data, ports, secrets and logs are kept; null for the checkout's own.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether this instance shows the demo with its invented people.</summary>
    public bool Demo { get; init; }

    /// <summary>A file that gets the address when all is healthy, instead of the line on the console.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Whether the resources' own log lines go to the console too.</summary>
    public bool Echo { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>Whether the servers are to be containers.</summary>
    public bool Containers { get; init; }

    public bool Dashboard { get; init; } = true;

    /// <summary>Whether the help is all that is wanted.</summary>
    public bool Help { get; init; }

    /// <summary>Options with a value that are Aspire's, handed on to it: how the model is published, and settings by their path.</summary>
    public IReadOnlyList<string> Aspire { get; init; } = [];

    /// <exception cref="HostException">An argument is not understood; the exit code is 2.</exception>
    public static HostOptions Parse(IReadOnlyList<string> args)
    {
        var options = new HostOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw NotUnderstood(args[i - 1]);
            options = args[i] switch
            {
                "--data" => options with { DataFolder = Path.GetFullPath(Value()) },
                "--demo" => options with { Demo = true },
                "--ready-file" => options with { ReadyFile = Path.GetFullPath(Value()) },
                "--logs" => options with { Echo = true },
                "--replicas" => options with { Replicas = Count(Value()) },
                "--servers" => options with { Containers = Containered(Value()) },
                "--no-dashboard" => options with { Dashboard = false },
                "--help" or "-h" => options with { Help = true },
                "--operation" or "--publisher" or "--output-path" or "--step" => options with { Aspire = [.. options.Aspire, args[i], Value()] },
                var path when path.StartsWith("--", StringComparison.Ordinal) && path.Contains(':') && path.Contains('=') =>
                    options with { Aspire = [.. options.Aspire, path] },
                var other => throw NotUnderstood(other),
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100
            ? count
            : throw NotUnderstood($"--replicas {text}");

    private static bool Containered(string text) => text switch
    {
        "containers" => true,
        "processes" => false,
        _ => throw NotUnderstood($"--servers {text}"),
    };

    private static HostException NotUnderstood(string argument) => new(Bilingual.Text(nameof(Texts.Usage), argument)) { ExitCode = 2 };
}
