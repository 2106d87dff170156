using System.Diagnostics.Metrics;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Policy;

namespace ResidentInsurance.QuotaTracking;

/// <summary>How many are enrolled in each village and how many are its task. The rate is the one divided by the other:
/// a third series a village would say nothing new.</summary>
public sealed class VillageGauges : BackgroundService
{
    private readonly PackLibrary packs;
    private readonly CountyReadings<IReadOnlyList<VillageCount>> readings;

    public VillageGauges(PackLibrary packs, CountyReadings<IReadOnlyList<VillageCount>> readings, IMeterFactory meters)
    {
        this.packs = packs;
        this.readings = readings;
        var meter = meters.Create("ResidentInsurance.QuotaTracking");
        meter.CreateObservableGauge("resident_insurance.village.enrolled", () => Measure(village => village.Enrolled),
            "{person}", "Persons who are enrolled in a village");
        meter.CreateObservableGauge("resident_insurance.village.task", () => Measure(village => village.Task.Task),
            "{person}", "Persons who are to be enrolled in a village");
    }

    /// <summary>A village's task and how many are enrolled there now.</summary>
    public sealed record VillageCount(VillageTask Task, int Enrolled);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => readings.RunAsync(ReadAsync, stoppingToken);

    private async Task<IReadOnlyList<VillageCount>> ReadAsync(CountyDatabase database, CancellationToken cancellation)
    {
        var villages = new List<VillageCount>();
        foreach (var pack in packs.Current.Where(pack => pack.County == database.County))
        {
            villages.AddRange(await CountsAsync(database, pack.Id, cancellation));
        }

        return villages;
    }

    private static async Task<IEnumerable<VillageCount>> CountsAsync(
        CountyDatabase database, CampaignId campaign, CancellationToken cancellation) =>
        (await ProgressQueries.ReadAsync(database, campaign, asOf: null, cancellation))
        .Select(village => new VillageCount(village.Task, village.Enrolled));

    private IEnumerable<Measurement<int>> Measure(Func<VillageCount, int> value) =>
        readings.All.SelectMany(county => county.Value.Select(village => new Measurement<int>(value(village),
            new("county", county.Key.Value), new("campaign", village.Task.Campaign.Value),
            new("township", village.Task.Township), new("village", village.Task.Village.Value), new("name", village.Task.Name))));
}
