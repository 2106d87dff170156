using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ResidentInsurance.Feeds;

/// <summary>The registered events: a type, and the alias under which it is stored for ever.</summary>
/// <remarks>The JSON has the properties' own names (PascalCase, as Marten's reader expects), enums as their names
/// (or as their own converter writes them) and no nulls. All registrations are made before the first use.</remarks>
public sealed class EventTypes
{
    private readonly Dictionary<Type, Registration> byType = [];
    private readonly Dictionary<string, Registration> byAlias = [];
    private readonly HashSet<string> @internal = [];
    private readonly JsonSerializerOptions options;

    /// <param name="resolver">Generated serialisers, where speed counts; by reflection if null.</param>
    public EventTypes(IJsonTypeInfoResolver? resolver = null)
    {
        options = new JsonSerializerOptions
        {
            TypeInfoResolver = resolver ?? new DefaultJsonTypeInfoResolver(),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new EnumNames());
    }

    /// <summary>All aliases, for tests that check that none was lost.</summary>
    public IReadOnlyCollection<string> Aliases => byAlias.Keys;

    /// <summary>The aliases of events that the feed passes over.</summary>
    internal string[] Internal => [.. @internal];

    /// <summary>Registers <typeparamref name="T"/> under a snake_case alias, which never changes again.</summary>
    public EventTypes Add<T>(string alias)
        where T : class
    {
        if (alias.Length is 0 or > 500 || !alias.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException($"An alias is snake_case: {alias}", nameof(alias));
        }

        var registration = new Registration(alias, options.GetTypeInfo(typeof(T)), null);
        byAlias.Add(alias, registration);
        byType.Add(typeof(T), registration);
        return this;
    }

    /// <summary>Registers an event that is nobody else's business: the feed passes over it without reading it.</summary>
    public EventTypes AddInternal<T>(string alias)
        where T : class
    {
        Add<T>(alias);
        @internal.Add(alias);
        return this;
    }

    /// <summary>Reads events of an alias, present or former, in the present shape: <paramref name="upcast"/> is given
    /// each stored object and returns what <typeparamref name="T"/> is read from.</summary>
    public EventTypes Upcast<T>(string alias, Func<JsonNode, JsonNode> upcast)
        where T : class
    {
        byAlias[alias] = new Registration(alias, options.GetTypeInfo(typeof(T)), upcast);
        return this;
    }

    /// <summary>The alias of an event's type.</summary>
    /// <exception cref="UnknownEventTypeException">The type is not registered.</exception>
    public string AliasOf(object data) => Of(data).Alias;

    /// <summary>The stored JSON of an event.</summary>
    public byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes(data, Of(data).Json);

    /// <summary>The event that was stored.</summary>
    /// <exception cref="UnknownEventTypeException">The alias is not registered.</exception>
    public object Deserialize(string alias, ReadOnlySpan<byte> json)
    {
        if (!byAlias.TryGetValue(alias, out var registration))
        {
            throw new UnknownEventTypeException($"The stored event type '{alias}' is not registered.");
        }

        var data = registration.Upcast is null
            ? JsonSerializer.Deserialize(json, registration.Json)
            : registration.Upcast(JsonNode.Parse(json)!).Deserialize(registration.Json);
        return data ?? throw new JsonException($"A stored event '{alias}' is null.");
    }

    private Registration Of(object data) => byType.TryGetValue(data.GetType(), out var registration)
        ? registration
        : throw new UnknownEventTypeException($"The event type {data.GetType().Name} is not registered.");

    // A converter among the options would hide the one that an enum brings itself.
    private sealed class EnumNames : JsonConverterFactory
    {
        private readonly JsonStringEnumConverter names = new();

        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            names.CreateConverter(typeToConvert, options);
    }

    private sealed record Registration(string Alias, JsonTypeInfo Json, Func<JsonNode, JsonNode>? Upcast);
}
