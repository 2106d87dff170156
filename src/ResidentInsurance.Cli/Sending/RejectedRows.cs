using System.Text;
using ResidentInsurance.Files;

namespace ResidentInsurance.Cli.Sending;

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
