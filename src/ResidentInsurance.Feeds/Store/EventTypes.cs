using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Services;
using Marten.Services.Json.Transformations;

namespace ResidentInsurance.Feeds;

/// <summary>The registered events of a service: a type, and the name under which it is stored for ever.</summary>
/// <remarks>All registrations are made before the first store is opened.</remarks>
public sealed class EventTypes
{
    private readonly Dictionary<Type, Registration> byType = [];
    private readonly Dictionary<string, Registration> byAlias = [];
    private readonly HashSet<string> @internal = [];
    private readonly List<Action<StoreOptions>> mappings = [];

    /// <summary>The JSON of stored events: the properties' own names, enums as their names (or as their own converter
    /// writes them), no nulls, Chinese as it is.</summary>
    public static JsonSerializerOptions Json { get; } = Options();

    /// <summary>All names, for tests that check that none was lost.</summary>
    public IReadOnlyCollection<string> Aliases => byAlias.Keys;

    /// <summary>The names of events that the feed passes over.</summary>
    internal string[] Internal => [.. @internal];

    /// <summary>A serializer for Marten that writes <see cref="Json"/>.</summary>
    public static ISerializer Serializer() => new SystemTextJsonSerializer(Options());

    /// <summary>Registers <typeparamref name="T"/> under a snake_case name, which never changes again.</summary>
    public EventTypes Add<T>(string alias)
        where T : class
    {
        if (alias.Length is 0 or > 500 || !alias.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException($"An event's stored name is snake_case: {alias}", nameof(alias));
        }

        var registration = Registration.Of<T>(alias, upcast: null);
        byAlias.Add(alias, registration);
        byType.Add(typeof(T), registration);
        mappings.Add(options => options.Events.MapEventType<T>(alias));
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

    /// <summary>Reads events of a name, present or former, in the present shape.</summary>
    /// <param name="alias">The stored name.</param>
    /// <param name="upcast">Makes the event of the stored object.</param>
    public EventTypes Upcast<T>(string alias, Func<JsonDocument, T> upcast)
        where T : class
    {
        byAlias[alias] = Registration.Of(alias, upcast);
        mappings.Add(options => options.Events.Upcast<T>(alias, SystemTextJsonTransformation(upcast)));
        return this;
    }

    /// <summary>Tells a store of these events.</summary>
    public void MapTo(StoreOptions options)
    {
        foreach (var map in mappings)
        {
            map(options);
        }
    }

    /// <summary>The stored name of an event's type.</summary>
    /// <exception cref="UnknownEventTypeException">The type is not registered.</exception>
    public string AliasOf(object data) => Of(data).Alias;

    /// <summary>The stored JSON of an event.</summary>
    public byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes(data, Of(data).Json);

    /// <summary>The event that was stored.</summary>
    /// <exception cref="UnknownEventTypeException">The name is not registered.</exception>
    public object Deserialize(string alias, ReadOnlySpan<byte> json) => Of(alias).Read(json);

    /// <summary>An event to append, as Marten's own are.</summary>
    internal IEvent Wrap(object data) => Of(data).Wrap(data);

    /// <summary>The event that was stored, as Marten's own are.</summary>
    internal IEvent Wrap(string alias, ReadOnlySpan<byte> json)
    {
        var registration = Of(alias);
        return registration.Wrap(registration.Read(json));
    }

    private Registration Of(string alias) => byAlias.TryGetValue(alias, out var registration)
        ? registration
        : throw new UnknownEventTypeException($"The stored event type '{alias}' is not registered.");

    private Registration Of(object data) => byType.TryGetValue(data.GetType(), out var registration)
        ? registration
        : throw new UnknownEventTypeException($"The event type {data.GetType().Name} is not registered.");

    private static JsonTransformation SystemTextJsonTransformation<T>(Func<JsonDocument, T> upcast)
        where T : class => Marten.Services.Json.Transformations.SystemTextJson.JsonTransformations.Upcast(upcast);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new EnumNames());
        return options;
    }

    // A converter among the options would hide the one that an enum brings itself.
    private sealed class EnumNames : JsonConverterFactory
    {
        private readonly JsonStringEnumConverter names = new();

        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            names.CreateConverter(typeToConvert, options);
    }

    private delegate object Reading(ReadOnlySpan<byte> json);

    private sealed record Registration(string Alias, JsonTypeInfo Json, Reading Read, Func<object, IEvent> Wrap)
    {
        public static Registration Of<T>(string alias, Func<JsonDocument, T>? upcast)
            where T : class
        {
            var json = (JsonTypeInfo<T>)EventTypes.Json.GetTypeInfo(typeof(T));
            return new Registration(alias, json, Read, Wrap);

            // Its constructor draws a random id, a system call that costs more than the rest of reading an event; whoever
            // wraps an event gives it an id of its own at once (docs/decisions/0085).
            IEvent Wrap(object data)
            {
                var wrapped = (Event<T>)RuntimeHelpers.GetUninitializedObject(typeof(Event<T>));
                wrapped.Data = (T)data;
                wrapped.EventTypeName = alias;
                wrapped.TenantId = StorageConstants.DefaultTenantId;
                return wrapped;
            }

            object Read(ReadOnlySpan<byte> stored)
            {
                if (upcast is null)
                {
                    return JsonSerializer.Deserialize(stored, json) ?? throw new JsonException($"A stored event '{alias}' is null.");
                }

                var reader = new Utf8JsonReader(stored);
                using var document = JsonDocument.ParseValue(ref reader);
                return upcast(document);
            }
        }
    }
}
