using System.Text;
using ResidentInsurance.Files;

namespace ResidentInsurance.Cli;

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

/// <summary>The rejected rows of a file, beside it, with a column that says why: corrected, it can be sent as it is.</summary>
internal sealed class RejectedRows(SentFile file) : IAsyncDisposable
{
    private StreamWriter? writer;

    public async Task WriteAsync(RowRejection rejection)
    {
        if (writer is null)
        {
            file.RejectedPath = System.IO.Path.ChangeExtension(file.Path, null) + ".rejected.csv";
            writer = new StreamWriter(file.RejectedPath, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            await writer.WriteAsync(string.Join(',', file.Header.Append(Texts.ReasonColumn).Select(Quoted)) + "\r\n");
        }

        file.Rejected++;
        await writer.WriteAsync($"{rejection.Row.TrimEnd('\r', '\n')},{Quoted(string.Format(Texts.ReasonCell, rejection.Line, rejection.Reason))}\r\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>One line on the terminal that is drawn again; nothing where standard error is a file.</summary>
internal sealed class ProgressBar(string name) : IDisposable
{
    private const int Width = 30;

    private readonly bool visible = !Console.IsErrorRedirected;

    public void Show(int done, int of)
    {
        if (visible)
        {
            var filled = of == 0 ? Width : (int)((long)Width * done / of);
            Console.Error.Write($"\r{name} [{new string('#', filled)}{new string('.', Width - filled)}] {done}/{of} ");
        }
    }

    public void Dispose()
    {
        if (visible)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}
