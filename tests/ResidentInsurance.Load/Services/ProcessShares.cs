using System.Globalization;

namespace ResidentInsurance.Load.Services;

/// <summary>Where the processor time of an item goes, by process; and how much memory the services held at most.</summary>
internal sealed class ProcessShares(Installation installation)
{
    private readonly List<Dictionary<string, double>> rounds = [];

    /// <summary>The service that held most, so far.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Does a round's work and remembers what each process spent on it. The sender, and those who start the processes, are the rest.</summary>
    public async Task OfAsync(int items, Func<Task> work)
    {
        var (all, before) = (All(), installation.ProcessorTimes());
        await work();
        var after = installation.ProcessorTimes();
        var spent = after.ToDictionary(pair => pair.Key, pair => (pair.Value - before.GetValueOrDefault(pair.Key)).TotalMicroseconds / items);
        spent["sender and hosts"] = (All() - all).TotalMicroseconds / items - spent.Values.Sum();
        rounds.Add(spent);
        PeakBytes = installation.PeakBytes().Values.Max();
    }

    private TimeSpan All() => ProcessorTime.OfTrees([Environment.ProcessId, .. installation.Roots]);

    /// <summary>The medians, without the first round: it was to warm up.</summary>
    public override string ToString()
    {
        var counted = rounds.Count > 1 ? rounds.Skip(1).ToList() : rounds;
        var shares = counted.SelectMany(round => round.Keys).Distinct()
            .Select(name => (Name: name, Micros: counted.Select(round => round.GetValueOrDefault(name)).Order().ElementAt(counted.Count / 2)))
            .OrderByDescending(share => share.Micros);
        var memory = installation.PeakBytes().Select(pair => $"{pair.Key} {Megabytes.Text(pair.Value)}");
        return $"µs: {string.Join(", ", shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Micros:N1}")))}; "
            + $"peak MB: {string.Join(", ", memory)}";
    }
}
