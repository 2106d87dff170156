using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>附件: townships with their villages, in the annex's order.</summary>
/// <param name="TaskTotal">The stated total; null where the notice states none.</param>
/// <param name="VillagesStated">False where the notice has no table: <c>tasks.csv</c> brings the villages.</param>
public sealed record Annex(
    IReadOnlyList<Township> Townships, int? PopulationTotal, int? TaskTotal, bool VillagesStated, Citation Source)
{
    /// <summary>All villages in the annex's order.</summary>
    public IReadOnlyList<Village> Villages { get; } = [.. Townships.SelectMany(township => township.Villages)];

    /// <summary>A village by name. Names are unique within a township only. Without a township the campaign's only one is
    /// meant; where the campaign has several, the answer is null.</summary>
    public Village? FindVillage(string? township, string name)
    {
        var found = string.IsNullOrEmpty(township)
            ? Townships.Count == 1 ? Townships[0] : null
            : Townships.FirstOrDefault(candidate => candidate.Name == township);
        return found?.Villages.FirstOrDefault(village => village.Name == name);
    }

    public Village? FindVillage(VillageCode code) => Villages.FirstOrDefault(village => village.Code == code);
}

/// <summary>乡镇、街道.</summary>
/// <param name="Code">The slug in its villages' codes, as <c>fengyan</c>.</param>
public sealed record Township(string Code, string Name, IReadOnlyList<Village> Villages, Citation Source);

/// <summary>村、社区.</summary>
/// <param name="Code">Stable, as <c>500119.fengyan.01</c>; the name is a label.</param>
/// <param name="Population">Null where the annex does not state it.</param>
/// <param name="Position">Counted from 1 through all townships.</param>
public sealed record Village(
    VillageCode Code, string Township, string Name, int? Population, int Task, int Position, Citation Source);
