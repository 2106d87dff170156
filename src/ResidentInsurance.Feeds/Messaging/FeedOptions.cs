using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>The section <c>Feeds</c> of the configuration. Nobody needs to set it.</summary>
public sealed class FeedOptions
{
    /// <summary>Items in a page; a page is a transaction of its consumer.</summary>
    public int PageItemsMax { get; set; } = 500;

    /// <summary>Pages that the broker hands to one process of a consumer beforehand, for each county.</summary>
    public ushort PrefetchPages { get; set; } = 4;

    /// <summary>Pages that one process of a consumer works on at a time, for each county.</summary>
    public int ConcurrentPagesMax { get; set; } = 2;

    /// <summary>How often a publisher looks although nobody woke it, and another tries to become it.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a range may be missing before its source is asked for it.</summary>
    public TimeSpan GapAgeMin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Positions that one request to send again covers; the rest follows with the next look.</summary>
    public long ResendPositionsMax { get; set; } = 50_000;
}
