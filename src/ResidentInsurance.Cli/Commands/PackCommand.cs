using System.CommandLine;

namespace ResidentInsurance.Cli;

/// <summary><c>ri pack …</c>: for whoever writes a pack; only impact needs a running instance.</summary>
internal static class PackCommand
{
    public static Command Create() => new("pack", Texts.AboutPack)
    {
        PackCheckCommand.Create(),
        PackShowCommand.Create(),
        PackNewCommand.Create(),
        PackDiffCommand.Create(),
        PackImpactCommand.Create(),
    };

    /// <summary>An argument that names a pack.</summary>
    public static Argument<string> Pack(string name, string about, string value) => new(name) { Description = about, HelpName = value };
}
