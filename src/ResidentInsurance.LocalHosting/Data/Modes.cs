namespace ResidentInsurance.LocalHosting;

/// <summary>Who may see what in the data folder.</summary>
internal static class Modes
{
    /// <summary>0600: secrets, ports, logs.</summary>
    internal const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: a server's own folder, logs.</summary>
    internal const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>0711: a folder on the way, which a server's user must pass but need not list.</summary>
    internal const UnixFileMode PassFolder = OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    internal static FileStreamOptions NewFile(FileShare share = FileShare.None) => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = share,
        UnixCreateMode = OwnerFile,
    };

    /// <summary>Writes a small file so that a reader sees the old or the new text, never a part.</summary>
    internal static void WriteAtomically(string path, string text)
    {
        var next = path + ".new";
        using (var stream = new FileStream(next, NewFile()))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
