using System.Globalization;

namespace ResidentInsurance.Load;

/// <summary>Processor time of a process and of all that it and its children started, as the system counts it: the running
/// ones, and those that have ended, which their parents carry on (a PostgreSQL session is in its server's account
/// when it is over). The bench's own PostgreSQL is its child; what Aspire starts is below a process that no longer has a parent.</summary>
internal static class ProcessorTime
{
    // The kernel shows times in hundredths of a second, whatever it counts in (USER_HZ, fixed on Linux).
    private const int TicksPerSecond = 100;

    /// <summary>User and system time so far.</summary>
    /// <param name="roots">The processes at the top; one may be below another.</param>
    public static TimeSpan OfTrees(params IEnumerable<int> roots)
    {
        // A child that ends while we look is either missed or counted twice: look until the same ones were there throughout.
        var tops = roots.ToList();
        var before = Trees(tops);
        while (true)
        {
            var now = Trees(tops);
            if (before.Select(Identity).SequenceEqual(now.Select(Identity)))
            {
                return TimeSpan.FromSeconds((double)now.Sum(process => process.Ticks) / TicksPerSecond);
            }

            before = now;
        }
    }

    private static (int Id, long Started) Identity(Stat process) => (process.Id, process.Started);

    private static List<Stat> Trees(IReadOnlyList<int> roots)
    {
        var all = All();
        var children = all.ToLookup(process => process.Parent);
        var trees = all.Where(process => roots.Contains(process.Id)).ToList();
        for (var i = 0; i < trees.Count; i++)
        {
            trees.AddRange(children[trees[i].Id]);
        }

        return [.. trees.DistinctBy(process => process.Id)];
    }

    private static List<Stat> All() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<Stat>().OrderBy(process => process.Id),
    ];

    private static Stat? Read(int id)
    {
        try
        {
            // The name stands in brackets and may hold anything; what follows it begins with the third field of proc(5).
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return new Stat(id, (int)Field(4), Field(22), Field(14) + Field(15) + Field(16) + Field(17));
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    /// <param name="Ticks">Its own time, and that of its children that have ended.</param>
    private sealed record Stat(int Id, int Parent, long Started, long Ticks);
}
