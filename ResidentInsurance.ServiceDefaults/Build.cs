using System.Reflection;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Which software this is: for the log's first line and the telemetry's version.</summary>
public static class Build
{
    /// <summary>Version and build of the running program, as <c>0.1.0+cf7faa4</c>.</summary>
    public static string Version { get; } = Shorten(
        (Assembly.GetEntryAssembly() ?? typeof(Build).Assembly)
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    // The build is a commit of 40 digits; seven name it.
    private static string Shorten(string version)
    {
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 || version.Length <= plus + 8 ? version : version[..(plus + 8)];
    }
}
