using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary>The villages of a campaign: those of the pack's annex, and what task tables brought, as quota-tracking
/// announced it. A resident's row names one of them.</summary>
public sealed class Villages
{
    public const string Migration =
        """
        create table if not exists village (
            campaign text not null, village text not null, township text not null, name text not null,
            version bigint not null, removed boolean not null, primary key (campaign, village))
        """;

    private readonly Dictionary<VillageCode, string> names;
    private readonly ILookup<string, (string Township, VillageCode Code)> byName;
    private readonly string? onlyTownship;

    private Villages(IEnumerable<(string Township, string Name, VillageCode Code)> villages)
    {
        byName = villages.ToLookup(village => village.Name, village => (village.Township, village.Code));
        names = byName.SelectMany(group => group.Select(village => (village.Code, group.Key))).ToDictionary();
        var townships = byName.SelectMany(group => group.Select(village => village.Township)).Distinct().ToList();
        onlyTownship = townships.Count == 1 ? townships[0] : null;
    }

    /// <summary>Where a row names no township, it is the campaign's only one.</summary>
    public bool NeedsTownship => onlyTownship is null;

    public static async Task<Villages> LoadAsync(CountyDatabase database, CompiledPack pack, CancellationToken cancellation)
    {
        var villages = pack.Annex.Villages.ToDictionary(village => village.Code, village => (village.Township, village.Name));
        await using var command = database.Source.CreateCommand("select township, name, village from village where campaign = $1 and not removed");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pack.Id.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            villages[VillageCode.Parse(reader.GetString(2))] = (reader.GetString(0), reader.GetString(1));
        }

        return new Villages(villages.Select(pair => (pair.Value.Item1, pair.Value.Item2, pair.Key)));
    }

    /// <summary>A village's name; its code where the campaign does not know it (an annex of another year).</summary>
    public string NameOf(VillageCode village) => names.GetValueOrDefault(village, village.Value);

    /// <summary>The village of that name; null where the campaign knows none, or the township is needed and not given.</summary>
    public VillageCode? Find(string? township, string name)
    {
        foreach (var (where, code) in byName[name])
        {
            if (where == (township ?? onlyTownship))
            {
                return code;
            }
        }

        return null;
    }

    internal static void Write(TransactionWork work, VillageTask village, long version, bool removed) => work.Add(
        """
        insert into village (campaign, village, township, name, version, removed) values ($1, $2, $3, $4, $5, $6)
        on conflict (campaign, village) do update
        set township = excluded.township, name = excluded.name, version = excluded.version, removed = excluded.removed
        where village.version < excluded.version
        """,
        new NpgsqlParameter<string> { TypedValue = village.Campaign.Value },
        new NpgsqlParameter<string> { TypedValue = village.Village.Value },
        new NpgsqlParameter<string> { TypedValue = village.Township },
        new NpgsqlParameter<string> { TypedValue = village.Name },
        new NpgsqlParameter<long> { TypedValue = version },
        new NpgsqlParameter<bool> { TypedValue = removed });
}
