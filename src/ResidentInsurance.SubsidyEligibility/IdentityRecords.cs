using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>Where a row stands among all that were delivered: by delivery, then by line. Of an identity record a later
/// delivered 终止日期 replaces the former, whatever arrives first.</summary>
public readonly record struct RosterPlace(long Delivery, int Line) : IComparable<RosterPlace>
{
    public int CompareTo(RosterPlace other) =>
        Delivery != other.Delivery ? Delivery.CompareTo(other.Delivery) : Line.CompareTo(other.Line);

    public static bool operator <(RosterPlace left, RosterPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(RosterPlace left, RosterPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(RosterPlace left, RosterPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RosterPlace left, RosterPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>What happened to a certification. Each event holds it whole, so that its public message needs no other.</summary>
public interface IIdentityEvent
{
    ResidentKey Resident { get; }

    string Category { get; }

    string Department { get; }

    DateOnly From { get; }

    DateOnly? To { get; }

    RosterPlace Place { get; }
}

/// <summary>A department certified a person.</summary>
public sealed record IdentityCertified(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To, RosterPlace Place) : IIdentityEvent;

/// <summary>A later row names another 终止日期, or none any more.</summary>
public sealed record IdentityEndChanged(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To, RosterPlace Place) : IIdentityEvent;

/// <summary>A department's whole list does not have the person any more.</summary>
public sealed record IdentityEnded(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To, RosterPlace Place) : IIdentityEvent;

/// <summary>A later row says again what stands. Nobody else needs to know, but a row delivered before it that comes late must
/// find that it was overruled.</summary>
public sealed record IdentityConfirmed(RosterPlace Place);

/// <summary>The stream <c>IdentityRecord</c>: one certification, named by person, category, department and 认定日期.</summary>
public static class IdentityRecords
{
    public const string StreamType = "identity-record";

    /// <summary>The certification as it stands; null before it is made.</summary>
    public sealed record State(IdentityRecord Record, RosterPlace Place)
    {
        public bool IsActiveOn(DateOnly day) => Record.From <= day && (Record.To is not { } to || day < to);
    }

    /// <summary>The same certification has the same stream in whichever file it comes. Hashed, as a department's name
    /// has no fixed form.</summary>
    public static string StreamId(IdentityRecord record)
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{record.Resident}|{record.Category}|{record.Department}|{record.From:yyyy-MM-dd}");
        return $"{StreamType}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";
    }

    public static State? Of(StreamSlice stream) => stream.Fold<State?>(null, Evolve);

    public static State? Evolve(State? state, object happened) => happened switch
    {
        IIdentityEvent e => new State(new IdentityRecord(e.Resident, e.Category, e.Department, e.From, e.To), e.Place),
        IdentityConfirmed e when state is not null => state with { Place = e.Place },
        _ => throw new InvalidOperationException($"Not an event of an identity record: {happened.GetType().Name}"),
    };

    /// <summary>A row of a roster. One that was delivered before what stands changes nothing.</summary>
    public static IEnumerable<object> Certify(State? state, IdentityRecord row, RosterPlace place)
    {
        if (state is null)
        {
            return [new IdentityCertified(row.Resident, row.Category, row.Department, row.From, row.To, place)];
        }

        return place <= state.Place ? []
            : row.To == state.Record.To ? [new IdentityConfirmed(place)]
            : [new IdentityEndChanged(row.Resident, row.Category, row.Department, row.From, row.To, place)];
    }

    /// <summary>A whole list as of a day does not have the person: the certification ends on that day, where it was
    /// active.</summary>
    public static IEnumerable<object> End(State? state, DateOnly asOf, RosterPlace place) =>
        state is { Record: var known } && place > state.Place && state.IsActiveOn(asOf)
            ? [new IdentityEnded(known.Resident, known.Category, known.Department, known.From, asOf, place)]
            : [];
}
