using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>A time in which cover rests.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day; null while it lasts.</param>
public sealed record Suspension(DateOnly From, DateOnly? To);

/// <summary>The suspensions of one enrollment, by date; only the last can be open. Lists of the same suspensions are equal, as
/// decisions are compared by what they say. In JSON an array.</summary>
[JsonConverter(typeof(SuspensionsJsonConverter))]
public sealed class Suspensions : IReadOnlyList<Suspension>, IEquatable<Suspensions>
{
    public static readonly Suspensions None = new([]);

    private readonly ImmutableArray<Suspension> all;

    private Suspensions(ImmutableArray<Suspension> all) => this.all = all;

    public int Count => all.Length;

    /// <summary>Whether cover rests now: the last one has no end.</summary>
    public bool IsOpen => all is [.., { To: null }];

    public Suspension this[int index] => all[index];

    public static Suspensions Of(IReadOnlyCollection<Suspension> suspensions) =>
        suspensions.Count == 0 ? None : new Suspensions([.. suspensions]);

    /// <summary>With one that begins on the day; the same where one is open.</summary>
    public Suspensions Begin(DateOnly on) => IsOpen ? this : new Suspensions(all.Add(new Suspension(on, null)));

    /// <summary>With the open one ended on the day, its last; the same where none is open.</summary>
    public Suspensions End(DateOnly on) => IsOpen ? new Suspensions(all.SetItem(all.Length - 1, all[^1] with { To = on })) : this;

    public bool Equals(Suspensions? other) => other is not null && all.AsSpan().SequenceEqual(other.all.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Suspensions);

    public override int GetHashCode() => all is [.., { } last] ? HashCode.Combine(all.Length, last) : 0;

    public IEnumerator<Suspension> GetEnumerator() => ((IEnumerable<Suspension>)all).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Suspensions as an array of <c>{"from","to"}</c>.</summary>
public sealed class SuspensionsJsonConverter : JsonConverter<Suspensions>
{
    public override Suspensions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Suspensions.Of(JsonSerializer.Deserialize<Suspension[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, Suspensions value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var suspension in value)
        {
            JsonSerializer.Serialize(writer, suspension, options);
        }

        writer.WriteEndArray();
    }
}
