namespace ResidentInsurance.LocalInstance;

/// <summary>Who may see what in the data folder.</summary>
public static class Modes
{
    /// <summary>0600: secrets, ports, logs.</summary>
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700: a server's own folder, logs.</summary>
    public const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>0711: a folder on the way, which a server's user must pass but need not list.</summary>
    public const UnixFileMode PassFolder = OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static FileStreamOptions NewFile(FileShare share = FileShare.None) => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = share,
        UnixCreateMode = OwnerFile,
    };

    /// <summary>Writes a small file so that a reader sees the old or the new text, never a part.</summary>
    public static void WriteAtomically(string path, string text)
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
