using System.Security.Cryptography;
using System.Text;
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
public sealed record VillageTaskAssigned(VillageTask Task, TaskOrigin Origin);

/// <summary>The stream <c>VillageTask</c>: one village in one campaign.</summary>
public static class VillageTasks
{
    public const string StreamType = "village-task";

    /// <summary>The task as it stands.</summary>
    /// <param name="FirstDelivery">The delivery that brought the village; 0 for the annex. Villages are listed in that order.</param>
    public sealed record State(VillageTask Task, TaskOrigin Origin, long FirstDelivery);

    public static string StreamId(CampaignId campaign, VillageCode village) => $"{StreamType}-{campaign}-{village}";

    /// <summary>The code of a village that the annex does not have: the same in whichever file it comes. Its
    /// <c>x</c> distinguishes it from codes that a pack gave.</summary>
    public static VillageCode CodeOf(CountyCode county, string township, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{township}|{name}"));
        return VillageCode.Parse($"{county}.x.{Convert.ToHexStringLower(hash.AsSpan(0, 4))}");
    }

    public static State? Of(StreamSlice stream) => stream.Fold<State?>(null, Evolve);

    public static State? Evolve(State? state, object happened) => happened switch
    {
        VillageTaskAssigned e => new State(
            e.Task, e.Origin, state?.FirstDelivery ?? (IsOfAnnex(e.Task.Village) ? 0 : e.Origin.Delivery)),
        _ => throw new InvalidOperationException($"Not an event of a village's task: {happened.GetType().Name}"),
    };

    /// <summary>Assigns a task. One that is known already or older than the present one changes nothing. A population
    /// that is not stated keeps the known one, and a known village keeps its place in the annex.</summary>
    public static IEnumerable<object> Assign(State? state, VillageTask task, TaskOrigin origin)
    {
        if (state is null)
        {
            return [new VillageTaskAssigned(task, origin)];
        }

        var replaced = task with { Population = task.Population ?? state.Task.Population };
        if (origin.Delivery > 0)
        {
            replaced = replaced with { Position = state.Task.Position };
        }

        return origin.IsNewerThan(state.Origin) && replaced != state.Task ? [new VillageTaskAssigned(replaced, origin)] : [];
    }

    // A table may arrive before the annex is assigned; its villages still get the annex's places.
    private static bool IsOfAnnex(VillageCode village) => !village.Value.Contains(".x.", StringComparison.Ordinal);
}
