using System.Text.Json.Serialization;

namespace ResidentInsurance.EventStore;

/// <summary>The jsonb of mt_events.headers; correlation and causation have columns of their own.</summary>
internal sealed record StoredHeaders(string Actor, string Source, string? Software);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(StoredHeaders))]
internal sealed partial class HeaderJson : JsonSerializerContext;
