namespace ResidentInsurance.Generator;

/// <summary>Chance that is the same on every machine and in every version: SplitMix64.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>Separate dice for one part, so that its throws do not change those of another part.</summary>
    public static Dice For(long seed, long part) => new(((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)part * 0xD1B54A32D192ED03));

    /// <summary>0 … <paramref name="sides"/> − 1.</summary>
    public int Throw(int sides) => (int)(Next() % (ulong)sides);

    public bool OneIn(int chances) => Throw(chances) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[Throw(from.Count)];

    /// <summary>A day of a period, its first and last more often than others: boundaries decide money.</summary>
    public DateOnly Day(DateOnly first, DateOnly last) => Throw(8) switch
    {
        0 => first,
        1 => last,
        _ => first.AddDays(Throw(last.DayNumber - first.DayNumber + 1)),
    };

    public void Shuffle<T>(IList<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Throw(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
