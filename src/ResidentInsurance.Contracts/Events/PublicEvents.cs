using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace ResidentInsurance.Contracts;

/// <summary>What a service tells the others. The record's name is its name on the bus, and its JSON is that of
/// <see cref="ContractJson"/>; docs/events.md shows each. It says the whole public state of what it is about, never a
/// difference: who reads the newest needs no other.</summary>
[SuppressMessage("Design", "CA1040", Justification = "Says of a record that it is on the bus; the list of all is made of it")]
public interface IPublicEvent;

/// <summary>The public events and their names.</summary>
public static class PublicEvents
{
    private static readonly FrozenDictionary<string, Type> ByName = typeof(IPublicEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IPublicEvent)))
        .ToFrozenDictionary(NameOf);

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Type> All { get; } = [.. ByName.Values.OrderBy(NameOf, StringComparer.Ordinal)];

    /// <summary>The name of a public event on the bus.</summary>
    public static string NameOf(Type type) => type.Name;

    /// <summary>The record that an item of this name holds, if it is a <typeparamref name="T"/>: the record itself, or an
    /// interface that several of them have.</summary>
    public static bool TryFind<T>(string name, [NotNullWhen(true)] out Type? type)
        where T : class, IPublicEvent
    {
        type = typeof(T).IsInterface ? ByName.GetValueOrDefault(name) : NameOf(typeof(T)) == name ? typeof(T) : null;
        return type is not null && type.IsAssignableTo(typeof(T));
    }
}
