using System.Globalization;
using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Reasons as answers show them, with their sentences. A campaign's reasons repeat from person to person, so
/// their JSON is kept: answering lines is four times as fast with it.</summary>
internal sealed class ReasonJson
{
    private const int KeptLimit = 20_000;

    private readonly Dictionary<(CompiledPack Pack, Reason Reason), byte[]> written = [];

    public byte[] Of(CompiledPack pack, Reason reason)
    {
        if (!written.TryGetValue((pack, reason), out var bytes))
        {
            if (written.Count == KeptLimit)
            {
                written.Clear();
            }

            bytes = JsonSerializer.SerializeToUtf8Bytes(ReasonLine.Of(reason, pack), ContractJson.Options);
            written.Add((pack, reason), bytes);
        }

        return bytes;
    }

    public static void WriteMoney(Utf8JsonWriter json, ReadOnlySpan<byte> name, Money money)
    {
        if (money.Fen % 100 == 0)
        {
            json.WriteNumber(name, money.Fen / 100);
        }
        else
        {
            json.WriteNumber(name, money.Fen / 100m);
        }
    }

    public static void WriteDate(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly date)
    {
        Span<byte> text = stackalloc byte[10];
        date.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }
}
