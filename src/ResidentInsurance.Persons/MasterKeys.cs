namespace ResidentInsurance.Persons;

/// <summary>The versioned keys that wrap persons' data keys. New data are wrapped under the newest; the others stay
/// until <see cref="PersonTable.RewrapAsync"/> has left nothing under them.</summary>
public sealed class MasterKeys
{
    private readonly Dictionary<int, byte[]> keys;

    private MasterKeys(Dictionary<int, byte[]> keys, int newest)
    {
        this.keys = keys;
        Newest = newest;
    }

    /// <summary>The version that new data are wrapped under.</summary>
    public int Newest { get; }

    /// <summary>Reads <c>1:hex,2:hex</c>, the newest last.</summary>
    /// <exception cref="FormatException">The text has another form or names a version twice. The message does not quote it.</exception>
    public static MasterKeys Parse(string text)
    {
        var parsed = new Dictionary<int, byte[]>();
        var newest = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split(':');
            if (pair.Length != 2 || !int.TryParse(pair[0], out var version) || version <= newest || !TryHex(pair[1], out var key))
            {
                throw new FormatException("Master keys are written as version:hex,version:hex with rising versions.");
            }

            parsed.Add(version, key);
            newest = version;
        }

        return newest > 0 ? new MasterKeys(parsed, newest) : throw new FormatException("There is no master key.");
    }

    internal byte[] Of(int version) => keys.TryGetValue(version, out var key)
        ? key
        : throw new InvalidOperationException($"A person is wrapped under master key {version}, which is not configured.");

    private static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return text.Length is > 0 && text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
