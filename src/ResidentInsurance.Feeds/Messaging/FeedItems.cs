using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JasperFx.Events;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Feeds;

/// <summary>An item of a page whose body could be read.</summary>
public sealed record ReadItem<T>(FeedItem Item, T Body);

/// <summary>An item that could not be read, and why; the others of its page take effect.</summary>
public sealed record UnreadableItem(FeedItem Item, string Cause);

/// <summary>What a page holds of the types that its consumer asked for.</summary>
public sealed record ReadItems<T>(IReadOnlyList<ReadItem<T>> Items, IReadOnlyList<UnreadableItem> Unreadable);

/// <summary>Makes items of public events, and reads items so that one unreadable item costs one item.</summary>
public static class FeedItems
{
    // A newer release may send more than is known here. Less is unreadable: what a default stood in for would pass for a fact.
    private static readonly JsonSerializerOptions Whole = new(ContractJson.Options)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(RequireParameters),
    };

    /// <summary>The item that tells of a stored event.</summary>
    public static FeedItem Of(IEvent stored, IPublicEvent told) => new(
        stored.Id, stored.StreamKey!, stored.Version, stored.Timestamp, PublicEvents.NameOf(told.GetType()),
        JsonSerializer.SerializeToElement(told, told.GetType(), ContractJson.Options));

    /// <summary>The events that are a <typeparamref name="T"/>: a record, or an interface that several records have.
    /// Others are left out, as are names that only a newer release knows.</summary>
    public static ReadItems<T> Read<T>(FeedPage page)
        where T : class, IPublicEvent
    {
        var items = new List<ReadItem<T>>(page.Items.Count);
        var unreadable = new List<UnreadableItem>();
        foreach (var item in page.Items)
        {
            if (!PublicEvents.TryFind<T>(item.Name, out var type))
            {
                continue;
            }

            try
            {
                items.Add(new ReadItem<T>(item, (T)(item.Body.Deserialize(type, Whole)
                    ?? throw new JsonException("The body is null."))));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException
                or OverflowException or InvalidOperationException or NotSupportedException)
            {
                // Where, never what: a message may quote a person.
                var place = exception is JsonException { Path: { } path } ? $" at {path}" : "";
                unreadable.Add(new UnreadableItem(item, exception.GetType().Name + place));
            }
        }

        return new ReadItems<T>(items, unreadable);
    }

    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false };
        }
    }
}
