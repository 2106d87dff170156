namespace ResidentInsurance.Policy;

/// <summary>Cuts a stream into lines without copying them, in bounded memory. A line beyond the limit is
/// skipped and reported as too long.</summary>
internal sealed class LineReader(Stream input, int limitBytes)
{
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool skipping;
    private bool ended;
    private bool begun;

    /// <summary>Waits for more bytes; false when there are neither bytes nor lines left.</summary>
    public bool Fill()
    {
        if (ended)
        {
            return false;
        }

        Array.Copy(buffer, start, buffer, 0, end - start);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            if (end >= limitBytes)
            {
                skipping = true;
                end = 0;
            }
            else
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limitBytes));
            }
        }

        var count = input.Read(buffer, end, buffer.Length - end);
        end += count;
        ended = count == 0;
        if (!begun && buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
        {
            start = 3;
        }

        begun |= end >= 3 || ended;
        return !ended || end > start || skipping;
    }

    /// <summary>Takes the next complete line. At the end of the stream the rest is the last line.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        line = default;
        tooLong = skipping;
        var rest = buffer.AsSpan(start, end - start);
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            if (!ended || (rest.IsEmpty && !skipping))
            {
                return false;
            }

            length = rest.Length;
        }

        line = rest[..length];
        start = Math.Min(end, start + length + 1);
        skipping = false;
        return true;
    }
}
