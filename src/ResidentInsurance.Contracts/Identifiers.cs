using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>A county's six-digit division code, as <c>500119</c>. A county is a tenant.</summary>
[JsonConverter(typeof(TextIdJsonConverter<CountyCode>))]
public readonly record struct CountyCode : ITextId<CountyCode>
{
    private CountyCode(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out CountyCode id)
    {
        var valid = text is { Length: 6 } && text.All(char.IsAsciiDigit);
        id = valid ? new CountyCode(text!) : default;
        return valid;
    }

    public static CountyCode Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A county code has six digits.");

    public override string ToString() => Value;
}

/// <summary>A county's year of collection under one notice, as <c>fengyan-2024</c>.</summary>
[JsonConverter(typeof(TextIdJsonConverter<CampaignId>))]
public readonly record struct CampaignId : ITextId<CampaignId>
{
    private CampaignId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out CampaignId id)
    {
        var valid = text is { Length: > 0 and <= 64 }
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        id = valid ? new CampaignId(text!) : default;
        return valid;
    }

    public static CampaignId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A campaign id has lower-case letters, digits and hyphens.");

    public override string ToString() => Value;
}

/// <summary>A village's stable code in its campaign's annex; its name is a label.</summary>
[JsonConverter(typeof(TextIdJsonConverter<VillageCode>))]
public readonly record struct VillageCode : ITextId<VillageCode>
{
    private VillageCode(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out VillageCode id)
    {
        var valid = text is { Length: > 0 and <= 64 }
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
        id = valid ? new VillageCode(text!) : default;
        return valid;
    }

    public static VillageCode Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A village code has lower-case letters, digits, dots and hyphens.");

    public override string ToString() => Value;
}

/// <summary>Names a resident on streams, on the bus and in logs: 32 lower-case hexadecimal digits, the first
/// 128 bits of an HMAC-SHA-256 of the normalised ID number (<see cref="ResidentKeys"/>).</summary>
[JsonConverter(typeof(TextIdJsonConverter<ResidentKey>))]
public readonly record struct ResidentKey : ITextId<ResidentKey>
{
    private ResidentKey(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out ResidentKey id)
    {
        var valid = text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
        id = valid ? new ResidentKey(text!) : default;
        return valid;
    }

    public static ResidentKey Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A resident key has 32 lower-case hexadecimal digits.");

    public override string ToString() => Value;
}

/// <summary>An identifier that is a checked text; JSON carries the bare text.</summary>
public interface ITextId<TSelf>
    where TSelf : struct, ITextId<TSelf>
{
    string Value { get; }

    static abstract bool TryParse([NotNullWhen(true)] string? text, out TSelf id);
}

/// <summary>Reads and writes an <see cref="ITextId{TSelf}"/> as its text, also as a property name.</summary>
public sealed class TextIdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, ITextId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"Not a {typeof(TId).Name}.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
