using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>A line of the impact's answer: a difference, or at the end the result.</summary>
public sealed record ImpactLine(ImpactDifference? Difference, ImpactResult? Result);

/// <summary>One person whose campaign would come out differently. The key names nobody.</summary>
public sealed record ImpactDifference(ResidentKey ResidentKey, string? Village, ImpactOutcome Before, ImpactOutcome After);

/// <param name="Compared">Persons of whom the campaign knows anything, decided by the pack's version that was asked for.</param>
public sealed record ImpactResult(int Compared, int Different);

/// <summary>What a person's campaign comes to under one pack.</summary>
public sealed record ImpactOutcome(
    Cover? Cover, [property: JsonPropertyOrder(4)] Money RefundDue, [property: JsonPropertyOrder(4)] IReadOnlyList<string> Exceptions)
    : CoverLine(Cover)
{
    [JsonPropertyOrder(2)]
    public string? SubsidyDepartment => Cover?.SubsidyDepartment;

    public static ImpactOutcome Of(Outcome outcome) => new(
        outcome.Cover, new Money(outcome.RefundByReason.Values.Sum(amount => amount.Fen)), [.. outcome.Exceptions]);
}

/// <summary>What a corrected pack would change. Nothing is decided by it: both packs are run over the same facts, and
/// decisions that were made stay.</summary>
public static class PackImpact
{
    /// <summary>The persons of a county who would come out differently, in the order of their streams; one stream is in
    /// memory at a time.</summary>
    /// <param name="version">Only what this version decided; null: each by the version that decided it.</param>
    public static async IAsyncEnumerable<ImpactLine> ReadAsync(
        CountyDatabase database, PackLibrary packs, CompiledPack after, int? version,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var villages = await Villages.LoadAsync(database, after, cancellation);
        var (compared, different) = (0, 0);
        await foreach (var stream in database.Pages.ReadAllAsync("resident-", cancellation))
        {
            var resident = Resident.Of(stream);
            if (!resident.Campaigns.TryGetValue(after.Id, out var file) || packs.Find(after.Id, file.PackVersion) is not { } before
                || before.Version != (version ?? before.Version))
            {
                continue;
            }

            compared++;
            if (Compare(resident, file, before, after) is { } outcomes)
            {
                different++;
                yield return new ImpactLine(new ImpactDifference(
                    Resident.KeyOf(stream.Id), resident.Registration is { } registration ? villages.NameOf(registration.Village) : null,
                    ImpactOutcome.Of(outcomes.Before), ImpactOutcome.Of(outcomes.After)), null);
            }
        }

        yield return new ImpactLine(null, new ImpactResult(compared, different));
    }

    /// <summary>Both outcomes, or null where they are the same. The pack's version alone is no difference.</summary>
    public static (Outcome Before, Outcome After)? Compare(
        Resident resident, CampaignFile file, CompiledPack before, CompiledPack after)
    {
        var (was, now) = (Outcome.Of(resident, file, before), Outcome.Of(resident, file, after));
        return was.Cover == now.Cover && was.RefundByReason.SequenceEqual(now.RefundByReason)
            && was.Exceptions.SetEquals(now.Exceptions)
            ? null
            : (was, now);
    }
}
