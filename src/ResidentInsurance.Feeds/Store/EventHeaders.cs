using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.Events;

namespace ResidentInsurance.Feeds;

/// <summary>Where an event comes from.</summary>
/// <param name="Actor">Who caused it: a user, or a service.</param>
/// <param name="Source">A file's hash and line, or a request.</param>
/// <param name="CorrelationId">The same for all that one request or file led to.</param>
/// <param name="CausationId">The event or message that led to this one.</param>
public sealed record EventHeaders(string Actor, string Source, string? CorrelationId = null, string? CausationId = null)
{
    private const string ActorKey = "actor";
    private const string SourceKey = "source";
    private const string SoftwareKey = "software";

    /// <summary>The version of the software that appended the event; the store fills it in.</summary>
    public string? Software { get; init; }

    /// <summary>The headers of a stored event. One that somebody appended without ours has empty ones.</summary>
    public static EventHeaders Of(IEvent stored) => new(
        Text(stored, ActorKey) ?? "", Text(stored, SourceKey) ?? "", stored.CorrelationId, stored.CausationId)
    {
        Software = Text(stored, SoftwareKey),
    };

    /// <summary>Puts these headers on an event that Marten is about to append.</summary>
    public void Stamp(IEvent appended)
    {
        appended.SetHeader(ActorKey, Actor);
        appended.SetHeader(SourceKey, Source);
        if (Software is not null)
        {
            appended.SetHeader(SoftwareKey, Software);
        }

        appended.CorrelationId = CorrelationId;
        appended.CausationId = CausationId;
    }

    /// <summary>The jsonb of mt_events.headers, as Marten writes what <see cref="Stamp"/> sets.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new HeaderObject(Actor, Source, Software), HeaderJson.Default.HeaderObject);

    private static string? Text(IEvent stored, string key) => stored.GetHeader(key)?.ToString();
}

/// <summary>The jsonb of mt_events.headers.</summary>
internal sealed record HeaderObject(
    [property: JsonPropertyName("actor")] string Actor, [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("software")] string? Software);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HeaderObject))]
internal sealed partial class HeaderJson : JsonSerializerContext;
