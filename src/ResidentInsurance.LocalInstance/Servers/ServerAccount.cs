using System.Diagnostics;
using System.Globalization;

namespace ResidentInsurance.LocalInstance.Servers;

/// <summary>Who a private server runs as: ourselves, or, when we are root, the user that its Debian package made.</summary>
/// <param name="Prefix">What stands before a command to run it as that user.</param>
/// <param name="Owner">That user as <c>uid:gid</c>, null where it is ourselves.</param>
public sealed record ServerAccount(IReadOnlyList<string> Prefix, string? Owner)
{
    /// <param name="user">The package's user.</param>
    /// <exception cref="HostException">We are root and there is no such user.</exception>
    public static ServerAccount For(string user)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount([], null);
        }

        var entry = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f[0] == user)
            ?? throw new HostException(Bilingual.Text(nameof(Texts.NoServerUser), user));
        return Switching(entry[2], entry[3]);
    }

    private static ServerAccount Switching(string uid, string gid) =>
        new(["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"], $"{uid}:{gid}");

    /// <summary>Whether this user may pass through a folder, asked by trying, since rights may be lists too.</summary>
    internal bool MayPass(string folder) => Owner is null || Run([.. Prefix, "test", "-x", folder]).Code == 0;

    /// <summary>Makes a folder that this user alone can open.</summary>
    internal void MakeFolder(string path)
    {
        _ = Directory.CreateDirectory(path, Modes.OwnerFolder);
        Give(path);
    }

    /// <summary>Writes a file that this user alone can read.</summary>
    internal void Write(string path, string text)
    {
        using (var stream = new FileStream(path, Modes.NewFile()))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        Give(path);
    }

    private void Give(string path)
    {
        if (Owner is not null && Run(["chown", "--no-dereference", Owner, path]) is { Code: not 0 } failed)
        {
            throw new HostException(Bilingual.Text(nameof(Texts.CommandFailed), "chown", failed.Output));
        }
    }

    private static (int Code, string Output) Run(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) 
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Trim());
    }
}
