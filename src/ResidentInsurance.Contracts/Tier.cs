using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>档次: what a person chooses to pay. A campaign knows low and high, or single alone.</summary>
[JsonConverter(typeof(TierJsonConverter))]
public enum Tier
{
    /// <summary>一档, 低档; where a campaign has one tier only, see <see cref="Single"/>.</summary>
    Low,

    /// <summary>二档, 高档.</summary>
    High,

    /// <summary>单档: the notice knows one tier only.</summary>
    Single,
}

/// <summary>The codes <c>low</c>, <c>high</c>, <c>single</c> of cases, files and APIs.</summary>
public static class Tiers
{
    public static string Code(this Tier tier) => tier switch
    {
        Tier.Low => "low",
        Tier.High => "high",
        Tier.Single => "single",
        _ => throw new ArgumentOutOfRangeException(nameof(tier)),
    };

    public static bool TryParse(string? code, out Tier tier)
    {
        Tier? found = code switch { "low" => Tier.Low, "high" => Tier.High, "single" => Tier.Single, _ => null };
        tier = found ?? default;
        return found is not null;
    }
}

/// <summary>A tier as its code.</summary>
public sealed class TierJsonConverter : JsonConverter<Tier>
{
    public override Tier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Tiers.TryParse(reader.GetString(), out var tier) ? tier : throw new JsonException("A tier is low, high or single.");

    public override void Write(Utf8JsonWriter writer, Tier value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code());
}
