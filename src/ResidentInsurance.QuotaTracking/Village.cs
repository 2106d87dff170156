using System.Security.Cryptography;
using System.Text;
using JasperFx.Core;
using JasperFx.Events;
using Marten.Events.Aggregation;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.QuotaTracking;

/// <summary>Where a village's task comes from. A delivered table outranks the notice's annex, a later delivery an
/// earlier one, a later version of the pack an earlier one.</summary>
/// <param name="Delivery">The delivery of 任务分解表; 0 for the annex.</param>
/// <param name="Line">Its line; for the annex the pack's version.</param>
public readonly record struct TaskOrigin(long Delivery, int Line)
{
    public static TaskOrigin Annex(int packVersion) => new(0, packVersion);

    public bool IsNewerThan(TaskOrigin other) => (Delivery, Line).CompareTo((other.Delivery, other.Line)) > 0;
}

/// <summary>A village was given its task in a campaign.</summary>
/// <param name="KnownAt">The minute from whose end on it is known.</param>
public sealed record VillageTaskAssigned(VillageTask Task, TaskOrigin Origin, DateTimeOffset KnownAt);

/// <summary>A village is no longer one of the campaign's.</summary>
/// <param name="Task">The task that it had.</param>
/// <param name="KnownAt">The minute from whose end on it is known.</param>
public sealed record VillageRemoved(VillageTask Task, DateTimeOffset KnownAt);

/// <summary>A page of Enrollment's feed changed who is counted in a village.</summary>
/// <param name="KnownAt">The minute in which Enrollment recorded it, or a later one (<see cref="KnownTimes"/>).</param>
/// <param name="Days">In order, without those that stay as they were.</param>
/// <param name="Source">Whose page it was.</param>
/// <param name="After">The page's range, for whoever looks for the cause; it decides nothing.</param>
/// <param name="UpTo">The range's end.</param>
public sealed record EnrollmentsMoved(
    CampaignId Campaign, VillageCode Village, DateTimeOffset KnownAt, IReadOnlyList<DayMoved> Days, string Source, long After, long UpTo);

/// <summary>How many more, or fewer, are counted with a day of first payment.</summary>
/// <param name="SubsidisedInFull">Of them those who had nothing to pay.</param>
public sealed record DayMoved(DateOnly FirstPaidOn, int Persons, int SubsidisedInFull);

/// <summary>One village in one campaign, its task and who is counted there. The state is what decisions need: the task.
/// Nobody decides by the counts, so they are not folded; <see cref="VillageProgressProjection"/> has them.</summary>
/// <param name="Id">Its stream.</param>
/// <param name="Task">Null for a village that has never had one.</param>
/// <param name="FirstDelivery">The delivery that brought the village; 0 for the annex. Villages are listed in that order.</param>
public sealed record Village(string Id, VillageTask? Task, TaskOrigin Origin, long FirstDelivery, bool IsRemoved)
{
    public const string StreamType = "village";

    /// <summary>The events that decisions need. A village's stream has thousands of the others.</summary>
    public static IReadOnlyCollection<string> Decisive { get; } = ["village_task_assigned", "village_removed"];

    public static string Stream(CampaignId campaign, VillageCode village) => $"{StreamType}-{campaign}-{village}";

    /// <summary>A village that nobody has given a task.</summary>
    public static Village Unassigned(string stream) => new(stream, Task: null, Origin: default, FirstDelivery: 0, IsRemoved: false);

    /// <summary>The code of a village that the annex does not have: the same in whichever file it comes. Its
    /// <c>x</c> distinguishes it from codes that a pack gave.</summary>
    public static VillageCode CodeOf(CountyCode county, string township, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{township}|{name}"));
        return VillageCode.Parse($"{county}.x.{Convert.ToHexStringLower(hash.AsSpan(0, 4))}");
    }

    public static Village Of(StreamSlice stream) => stream.Fold(Unassigned(stream.Id), Evolve);

    [JasperFxIgnore] // Marten would take it for a fold of its own; VillageAggregate is that
    public static Village Evolve(Village village, object @event) => @event switch
    {
        VillageTaskAssigned e => village with
        {
            Task = e.Task,
            Origin = e.Origin,
            FirstDelivery = village.Task is null ? PlaceOf(e) : village.FirstDelivery,
            IsRemoved = false,
        },
        VillageRemoved => village with { IsRemoved = true },
        EnrollmentsMoved => village,
        _ => throw new ArgumentException($"A village has no event {@event.GetType().Name}.", nameof(@event)),
    };

    /// <summary>Assigns a task. One that is known already or older than the present one changes nothing. A population
    /// that is not stated keeps the known one, and a known village keeps its place in the annex. A village that was removed
    /// comes back only with something newer than what it had.</summary>
    public static IEnumerable<object> Assign(Village village, VillageTask task, TaskOrigin origin, DateTimeOffset knownAt)
    {
        if (village.Task is not { } known)
        {
            return [new VillageTaskAssigned(task, origin, knownAt)];
        }

        var replaced = task with { Population = task.Population ?? known.Population };
        if (origin.Delivery > 0)
        {
            replaced = replaced with { Position = known.Position };
        }

        return origin.IsNewerThan(village.Origin) && (village.IsRemoved || replaced != known)
            ? [new VillageTaskAssigned(replaced, origin, knownAt)]
            : [];
    }

    /// <summary>Takes a village out of the campaign; one that is not there stays so.</summary>
    public static IEnumerable<object> Remove(Village village, DateTimeOffset knownAt) =>
        village is { Task: { } task, IsRemoved: false } ? [new VillageRemoved(task, knownAt)] : [];

    /// <summary>The delivery that brought the village; 0 for the annex. A table may arrive before the annex is assigned; its
    /// villages still get the annex's places.</summary>
    public static long PlaceOf(VillageTaskAssigned first) => IsOfAnnex(first.Task.Village) ? 0 : first.Origin.Delivery;

    /// <summary>Whether a pack gave the code.</summary>
    public static bool IsOfAnnex(VillageCode village) => !village.Value.Contains(".x.", StringComparison.Ordinal);
}

/// <summary>How Marten folds a village's stream.</summary>
public sealed partial class VillageAggregate : SingleStreamProjection<Village, string>
{
    public override Village Evolve(Village? snapshot, string id, IEvent e) =>
        Village.Evolve(snapshot ?? Village.Unassigned(id), e.Data);
}
