using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JasperFx.Core;
using JasperFx.Events;
using Marten.Events.Aggregation;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>The place of a row among all delivered rows: by delivery, then by line. In an identity record the 终止日期 that
/// was delivered later replaces the former, whichever arrives first.</summary>
public readonly record struct RosterPlace(long Delivery, int Line) : IComparable<RosterPlace>
{
    public int CompareTo(RosterPlace other) =>
        Delivery != other.Delivery ? Delivery.CompareTo(other.Delivery) : Line.CompareTo(other.Line);

    public static bool operator <(RosterPlace left, RosterPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(RosterPlace left, RosterPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(RosterPlace left, RosterPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RosterPlace left, RosterPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>One certification as it stands: person, category, department and 认定日期 name it.</summary>
/// <param name="From">认定日期: the identity counts from this day.</param>
/// <param name="To">终止日期, exclusive; null is open.</param>
public sealed record IdentityRecord(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To)
{
    public bool IsActiveOn(DateOnly day) => From <= day && (To is not { } to || day < to);
}

/// <summary>What happened to a certification. Each event holds it whole, so that its public event needs no other.</summary>
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

/// <summary>A later row names another 终止日期, or no longer names one.</summary>
public sealed record IdentityEndChanged(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To, RosterPlace Place) : IIdentityEvent;

/// <summary>A department's whole list does not have the person any more.</summary>
public sealed record IdentityEnded(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To, RosterPlace Place) : IIdentityEvent;

/// <summary>A later row repeats what holds already. Nobody else needs to know it, but a row of an earlier delivery that
/// arrives late must find that it was overruled.</summary>
public sealed record IdentityConfirmed(RosterPlace Place);

/// <summary>One certification, named by person, category, department and 认定日期.</summary>
/// <param name="Id">Its stream.</param>
/// <param name="Record">As it stands; null before it is made.</param>
/// <param name="Place">Of the row that it stands by.</param>
public sealed record Certification(string Id, IdentityRecord? Record, RosterPlace Place)
{
    public const string StreamType = "identity-record";

    /// <summary>A certification that nobody has made.</summary>
    public static Certification Unmade(string stream) => new(stream, Record: null, Place: default);

    /// <summary>The same certification has the same stream, whichever file it comes in. The id is a hash because a
    /// department's name has no fixed form.</summary>
    public static string Stream(IdentityRecord record)
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{record.Resident}|{record.Category}|{record.Department}|{record.From:yyyy-MM-dd}");
        return $"{StreamType}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";
    }

    public static Certification Of(StreamSlice stream) => stream.Fold(Unmade(stream.Id), Evolve);

    [JasperFxIgnore] // Marten would take it for a fold of its own; CertificationAggregate is that
    public static Certification Evolve(Certification certification, object @event) => @event switch
    {
        IIdentityEvent e => certification with
        {
            Record = new IdentityRecord(e.Resident, e.Category, e.Department, e.From, e.To),
            Place = e.Place,
        },
        IdentityConfirmed e => certification with { Place = e.Place },
        _ => throw new ArgumentException($"A certification has no event {@event.GetType().Name}.", nameof(@event)),
    };

    /// <summary>Takes a row of a roster. A row that was delivered before the present state changes nothing.</summary>
    public static IEnumerable<object> Certify(Certification certification, IdentityRecord row, RosterPlace place)
    {
        if (certification.Record is not { } known)
        {
            return [new IdentityCertified(row.Resident, row.Category, row.Department, row.From, row.To, place)];
        }

        return place <= certification.Place ? []
            : row.To == known.To ? [new IdentityConfirmed(place)]
            : [new IdentityEndChanged(row.Resident, row.Category, row.Department, row.From, row.To, place)];
    }

    /// <summary>Called where a whole list as of a day lacks the person: the certification ends on that day if it
    /// was active.</summary>
    public static IEnumerable<object> End(Certification certification, DateOnly asOf, RosterPlace place) =>
        certification.Record is { } known && place > certification.Place && known.IsActiveOn(asOf)
            ? [new IdentityEnded(known.Resident, known.Category, known.Department, known.From, asOf, place)]
            : [];
}

/// <summary>How Marten folds a certification's stream.</summary>
public sealed partial class CertificationAggregate : SingleStreamProjection<Certification, string>
{
    public override Certification Evolve(Certification? snapshot, string id, IEvent e) =>
        Certification.Evolve(snapshot ?? Certification.Unmade(id), e.Data);
}
