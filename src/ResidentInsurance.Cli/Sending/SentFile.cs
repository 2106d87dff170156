using ResidentInsurance.Files;

namespace ResidentInsurance.Cli.Sending;

/// <summary>A file to send: its kind by its header, or why it cannot be sent.</summary>
internal sealed class SentFile
{
    public required string Path { get; init; }

    public string Name => System.IO.Path.GetFileName(Path);

    public FileKind? Kind { get; private init; }

    public IReadOnlyList<string> Header { get; private init; } = [];

    public string? Problem { get; private init; }

    public bool Failed { get; set; }

    /// <summary>The delivery, once the file was taken.</summary>
    public long? FileId { get; set; }

    public int Rejected { get; set; }

    /// <summary>Where the rejected rows went.</summary>
    public string? RejectedPath { get; set; }

    public static SentFile Open(string path)
    {
        if (!File.Exists(path))
        {
            return new SentFile { Path = path, Problem = string.Format(Texts.NoSuchFile, path) };
        }

        try
        {
            using var stream = File.OpenRead(path);
            var head = FileReading.Head(stream);
            var kind = FileKinds.Detect(head.Header);
            return new SentFile
            {
                Path = path, Kind = kind, Header = head.Header, Problem = kind is null ? FileRefusals.UnknownKind().Reason : null,
            };
        }
        catch (FileRefusedException refusal)
        {
            return new SentFile { Path = path, Problem = refusal.Reason };
        }
    }
}
