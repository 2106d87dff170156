using System.Net.Http.Json;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Polly;
using Polly.Timeout;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.QuotaTracking;

/// <summary>What the villages' tasks and counts are, and what they were known to be.</summary>
public sealed class ProgressQueries(IHttpClientFactory clients, TimeProvider clock, ILogger<ProgressQueries> log)
{
    /// <summary>As it stands.</summary>
    /// <param name="asOf">Counts whose day of first payment is not after it; null counts all.</param>
    public static async Task<IReadOnlyList<(VillageTask Task, int Enrolled)>> ReadAsync(
        CountyDatabase database, CampaignId campaign, DateOnly? asOf, CancellationToken cancellation)
    {
        await database.Rebuilds.RefuseAsync(VillageProgressProjection.ProjectionName, cancellation);
        await using var session = database.Store.QuerySession();
        await using var query = VillageProgressProjection.Query(campaign, asOf, knownBefore: null);
        await using var reader = await session.ExecuteReaderAsync(query, cancellation);
        return await VillageProgressProjection.ReadAsync(reader, campaign, cancellation);
    }

    /// <summary>As it was known before a minute: the same answer for ever. Or why there is none.</summary>
    public async Task<(ProblemHttpResult? Refusal, IReadOnlyList<(VillageTask Task, int Enrolled)> Villages)> ReadKnownAsync(
        CountyDatabase database, CampaignId campaign, DateOnly? asOf, DateTimeOffset time, CancellationToken cancellation)
    {
        if (time != KnownTimes.MinuteOf(time))
        {
            return (Refused(StatusCodes.Status400BadRequest, "known-at-not-a-minute", Texts.KnownAtNotAMinute), []);
        }

        if (time > clock.GetUtcNow())
        {
            return (Refused(StatusCodes.Status400BadRequest, "known-at-to-come", Texts.KnownAtToCome), []);
        }

        var applied = await IsAppliedAsync(database, time, cancellation);
        await using var session = database.Store.LightweightSession();
        await session.BeginTransactionAsync(cancellation);
        var times = await KnownTimes.TakeAsync(session, cancellation);

        // A rebuild that begins now waits with its mark, and so with emptying the tables, until the answer is read.
        await using (await session.ExecuteReaderAsync(new NpgsqlCommand("lock table projection_rebuild in share mode"), cancellation))
        {
        }

        await database.Rebuilds.RefuseAsync(VillageProgressProjection.ProjectionName, cancellation);
        if (times.RefilledAt is { } refilled && time <= refilled)
        {
            return (Refused(StatusCodes.Status409Conflict, "known-at-lost", string.Format(Texts.KnownAtLost, KnownTimes.Show(refilled))), []);
        }

        if (time > times.AnsweredUntil)
        {
            if (!applied)
            {
                return (Refused(StatusCodes.Status409Conflict, "known-at-incomplete", Texts.KnownAtIncomplete), []);
            }

            // From here on nothing can be known before this time that is not there.
            session.Queue("update known_time set answered_until = $1", new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
        }

        await using var query = VillageProgressProjection.Query(campaign, asOf, time);
        IReadOnlyList<(VillageTask Task, int Enrolled)> villages;
        await using (var reader = await session.ExecuteReaderAsync(query, cancellation))
        {
            villages = await VillageProgressProjection.ReadAsync(reader, campaign, cancellation);
        }

        await session.SaveChangesAsync(cancellation);
        return (null, villages);
    }

    // Enrollment says how far its feed has to be applied, and is not asked about a time that was answered before.
    private async Task<bool> IsAppliedAsync(CountyDatabase database, DateTimeOffset time, CancellationToken cancellation)
    {
        if (time <= await AnsweredUntilAsync(database, cancellation))
        {
            return true;
        }

        try
        {
            using var client = clients.CreateClient(ServiceNames.Enrollment);
            var before = Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
            var recorded = await client.GetFromJsonAsync<FeedRecorded>(
                $"/internal/feed/recorded?county={database.County}&before={before}", ContractJson.Options, cancellation);
            return recorded?.UpTo is { } upTo && await database.Applied.PositionAsync(ServiceNames.Enrollment, cancellation) >= upTo;
        }
        catch (Exception fault) when (fault is HttpRequestException or ExecutionRejectedException)
        {
            log.LogWarning("Enrollment could not be asked what it had recorded: {Fault}", fault.GetType().Name);
            return false;
        }
    }

    private static async Task<DateTimeOffset> AnsweredUntilAsync(CountyDatabase database, CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand("select answered_until from known_time");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
    }

    private static ProblemHttpResult Refused(int status, string code, string detail) => Problem.Of(status, code, detail);
}
