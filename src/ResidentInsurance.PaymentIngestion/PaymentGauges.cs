using System.Diagnostics.Metrics;
using Npgsql;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>Payments, reversals and refunds of each campaign, and their yuan, by channel (渠道): the sums that the
/// database keeps for the feed's 合计 (<see cref="ChannelTotals"/>), so that no payment is counted here a second time.</summary>
public sealed class PaymentGauges : BackgroundService
{
    // A channel is free text of a file: each name is a series for ever.
    private const int ChannelsMax = 12;
    private const int ChannelCharsMax = 20;
    private const int ChannelDigitsMax = 5;

    /// <summary>All channels beyond the first ones, and those whose text is none.</summary>
    private const string Others = "others";

    private readonly PackLibrary packs;
    private readonly CountyReadings<IReadOnlyList<ChannelSum>> readings;

    public PaymentGauges(PackLibrary packs, CountyReadings<IReadOnlyList<ChannelSum>> readings, IMeterFactory meters)
    {
        this.packs = packs;
        this.readings = readings;
        var meter = meters.Create("ResidentInsurance.PaymentIngestion");
        meter.CreateObservableGauge("resident_insurance.payments", () => Measure(sum => sum.Rows), "{row}",
            "Rows of the tax feed that took effect, each content of each row identity once");
        meter.CreateObservableGauge("resident_insurance.payment.yuan", () => Measure(sum => sum.Amount.Fen / 100d), "{yuan}",
            "Yuan of these rows; those of reversals and refunds are negative");
    }

    /// <summary>The sums of one channel and kind of row in a campaign.</summary>
    public sealed record ChannelSum(CampaignId Campaign, string Channel, string Kind, long Rows, Money Amount);

    /// <summary>At most <see cref="ChannelsMax"/> channels with the most rows, the rest as one, and each kind of row
    /// there at zero if there is none.</summary>
    public static IReadOnlyList<ChannelSum> Bounded(CampaignId campaign, IReadOnlyList<ChannelTotal> totals)
    {
        var shown = totals.GroupBy(total => total.Channel)
            .Where(channel => IsName(channel.Key))
            .OrderByDescending(channel => channel.Sum(total => total.Rows)).ThenBy(channel => channel.Key, StringComparer.Ordinal)
            .Take(ChannelsMax).Select(channel => channel.Key)
            .Append(Others)
            .ToList();
        var sums = totals.ToLookup(total => (Channel: shown.Contains(total.Channel) ? total.Channel : Others, total.Kind));
        return
        [
            .. shown.SelectMany(channel => Enum.GetNames<PaymentRowKind>().Select(kind => new ChannelSum(
                campaign, channel, kind.ToLowerInvariant(), sums[(channel, kind)].Sum(total => total.Rows),
                new Money(sums[(channel, kind)].Sum(total => total.Amount.Fen))))),
        ];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => readings.RunAsync(ReadAsync, stoppingToken);

    private async Task<IReadOnlyList<ChannelSum>> ReadAsync(CountyDatabase database, CancellationToken cancellation)
    {
        var sums = new List<ChannelSum>();
        foreach (var pack in packs.Current.Where(pack => pack.County == database.County))
        {
            sums.AddRange(Bounded(pack.Id, await ChannelTotals.ReadAsync(database, pack.Id, cancellation)));
        }

        return sums;
    }

    // A text with a number in it may be somebody's.
    private static bool IsName(string channel) => channel.Length is > 0 and <= ChannelCharsMax
        && channel != Others && channel.Count(char.IsDigit) <= ChannelDigitsMax;

    private IEnumerable<Measurement<T>> Measure<T>(Func<ChannelSum, T> value)
        where T : struct =>
        readings.All.SelectMany(county => county.Value.Select(sum => new Measurement<T>(value(sum),
            new("county", county.Key.Value), new("campaign", sum.Campaign.Value), new("channel", sum.Channel),
            new("kind", sum.Kind))));
}
