using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Feeds;

/// <summary>Headers as they stand in mt_events: the jsonb, and the two columns that Marten has for itself.</summary>
internal sealed record StoredHeaders(byte[]? Json, string? CorrelationId, string? CausationId)
{
    internal static byte[] ToJson(EventHeaders headers) => JsonSerializer.SerializeToUtf8Bytes(
        new HeaderObject(headers.Actor, headers.Source, headers.Software), HeaderJson.Default.HeaderObject);

    internal EventHeaders Read()
    {
        // Events that Marten or a person inserted may have none.
        var read = Json is null ? null : JsonSerializer.Deserialize(Json, HeaderJson.Default.HeaderObject);
        return new EventHeaders(read?.Actor ?? "", read?.Source ?? "", CorrelationId, CausationId) { Software = read?.Software };
    }
}

/// <summary>The jsonb of mt_events.headers.</summary>
internal sealed record HeaderObject(string Actor, string Source, string? Software);

[JsonSerializable(typeof(HeaderObject))]
internal sealed partial class HeaderJson : JsonSerializerContext;
