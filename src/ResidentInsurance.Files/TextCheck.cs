using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ResidentInsurance.Files;

/// <summary>What a pass over a text file's bytes finds before anything is parsed.</summary>
/// <param name="Lines">Number of lines, the header included.</param>
/// <param name="HasQuotes">True where the file has quotation marks, so that only parsing tells where records end.</param>
/// <param name="TotalsLine">The line that begins with 合计, or 0.</param>
internal sealed record TextCheck(int Lines, bool HasQuotes, int TotalsLine)
{
    private const int MaxLineBytes = 1024 * 1024;

    /// <summary>GB18030 holds all of GBK, so that one decoder reads both. It throws on bytes that are not text.</summary>
    public static Encoding Gb18030 { get; } = MakeGb18030();

    /// <exception cref="FileRefusedException">Bytes that are no text in the encoding; two totals rows, or rows after them.</exception>
    public static TextCheck Run(Stream stream, Encoding? encoding, bool mayHaveTotals)
    {
        var totals = mayHaveTotals ? (encoding ?? Encoding.UTF8).GetBytes(PaymentFileRow.TotalsMark) : null;
        var state = new State(encoding, totals);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxLineBytes);
        try
        {
            var filled = 0;
            int read;
            while ((read = stream.Read(buffer, filled, MaxLineBytes - filled)) > 0)
            {
                filled += read;
                var used = state.Lines(buffer.AsSpan(0, filled));
                if (used == 0 && filled == MaxLineBytes)
                {
                    throw FileRefusals.NotText(state.Line);
                }

                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }

            return state.Finish(buffer.AsSpan(0, filled));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public static bool IsValid(ReadOnlySpan<byte> bytes, Encoding? encoding)
    {
        if (encoding is null)
        {
            return Utf8.IsValid(bytes);
        }

        try
        {
            encoding.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding MakeGb18030()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    private sealed class State(Encoding? encoding, byte[]? totals)
    {
        private bool hasQuotes;
        private int totalsLine;

        public int Line { get; private set; } = 1;

        // 0x0A is never part of a character, neither in UTF-8 nor in GB18030.
        public int Lines(ReadOnlySpan<byte> bytes)
        {
            var used = 0;
            int length;
            while ((length = bytes[used..].IndexOf((byte)'\n')) >= 0)
            {
                Check(bytes.Slice(used, length), isLast: false);
                used += length + 1;
                Line++;
            }

            return used;
        }

        public TextCheck Finish(ReadOnlySpan<byte> rest)
        {
            Check(rest, isLast: true);
            return new TextCheck(rest.IsEmpty ? Line - 1 : Line, hasQuotes, totalsLine);
        }

        private void Check(ReadOnlySpan<byte> line, bool isLast)
        {
            if (!IsValid(line, encoding))
            {
                throw isLast && IsCutOff(line)
                    ? FileRefusals.TruncatedCharacter(Line)
                    : FileRefusals.Encoding(Line, encoding is null ? "UTF-8" : "GB18030");
            }

            if (line.Contains((byte)0))
            {
                throw FileRefusals.NotText(Line);
            }

            hasQuotes |= line.Contains((byte)'"');
            var content = line.TrimStart(" \t\""u8);
            if (totalsLine > 0 && line.ContainsAnyExcept(" \t\r,"u8))
            {
                throw FileRefusals.TotalsNotLast(totalsLine);
            }

            if (totals is not null && content.StartsWith(totals))
            {
                totalsLine = Line;
            }
        }

        // The line is text except for the first bytes of one more character.
        private bool IsCutOff(ReadOnlySpan<byte> line)
        {
            for (var cut = 1; cut <= 3 && cut <= line.Length; cut++)
            {
                if (IsValid(line[..^cut], encoding))
                {
                    return line[^cut] >= 0x80;
                }
            }

            return false;
        }
    }
}
