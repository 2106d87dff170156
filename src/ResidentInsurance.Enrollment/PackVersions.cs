using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>A county's decisions and the service's packs do not fit together.</summary>
public sealed class PackVersionException(string message) : Exception(message);

/// <summary>Keeps the packs that decided somebody: a decision names a version, and whatever comes later for that person is
/// decided by it again, so it must be there and say what it said. A version that has decided nobody may change.</summary>
public static class PackVersions
{
    public const string Migration =
        """
        create table pack_version (
            campaign text not null, version int not null, fingerprint text not null, primary key (campaign, version));
        """;

    /// <summary>Compares a county's decisions with the packs, before anything is decided, and keeps what these say.</summary>
    /// <exception cref="PackVersionException">A version that decided somebody is missing, or says something else now.</exception>
    public static async Task CheckAsync(
        NpgsqlDataSource source, PackLibrary packs, CountyCode county, CancellationToken cancellation)
    {
        var known = await KnownAsync(source, cancellation);
        await foreach (var (campaign, version) in DecidingAsync(source, cancellation))
        {
            if (packs.Find(campaign, version) is not { } pack)
            {
                throw new PackVersionException(string.Format(Texts.PackVersionMissing, campaign, version));
            }

            if (known.TryGetValue((campaign, version), out var fingerprint) && fingerprint != pack.Fingerprint)
            {
                throw new PackVersionException(string.Format(Texts.PackVersionChanged, campaign, version, version + 1));
            }
        }

        await using var command = source.CreateCommand(
            """
            insert into pack_version (campaign, version, fingerprint) select * from unnest($1, $2, $3)
            on conflict (campaign, version) do update set fingerprint = excluded.fingerprint
            """);
        var mine = packs.All.Where(pack => pack.County == county).ToList();
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. mine.Select(pack => pack.Id.Value)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. mine.Select(pack => pack.Version)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. mine.Select(pack => pack.Fingerprint)] });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<Dictionary<(CampaignId, int), string>> KnownAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select campaign, version, fingerprint from pack_version");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var known = new Dictionary<(CampaignId, int), string>();
        while (await reader.ReadAsync(cancellation))
        {
            known[(CampaignId.Parse(reader.GetString(0)), reader.GetInt32(1))] = reader.GetString(2);
        }

        return known;
    }

    // All rows of coverage are looked at, once for each start.
    private static async IAsyncEnumerable<(CampaignId Campaign, int Version)> DecidingAsync(
        NpgsqlDataSource source, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select distinct campaign, pack_version from coverage where pack_version is not null");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return (CampaignId.Parse(reader.GetString(0)), reader.GetInt32(1));
        }
    }
}
