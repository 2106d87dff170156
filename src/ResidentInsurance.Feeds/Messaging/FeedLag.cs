namespace ResidentInsurance.Feeds;

/// <summary>How long a consumer has been behind a source: since the first look that saw a head which is still not
/// applied. So it is told to the interval of looks, without the source's clock and without asking for its events' times.</summary>
internal sealed class FeedLag
{
    // Looks while nothing is applied; the oldest ones decide, so the newest give way.
    private const int LooksMax = 1_000;

    private readonly List<(long Head, DateTimeOffset SeenAt)> looks = [];

    /// <summary>Takes a look in.</summary>
    /// <param name="head">The source's last event.</param>
    /// <param name="applied">What has taken effect here.</param>
    /// <param name="now">When both were read.</param>
    /// <returns>Events and seconds behind; both 0 where all has taken effect.</returns>
    public (long Events, double Seconds) Look(long head, long applied, DateTimeOffset now)
    {
        looks.RemoveAll(look => look.Head <= applied);
        if (head > applied && looks.Count < LooksMax && (looks.Count == 0 || looks[^1].Head < head))
        {
            looks.Add((head, now));
        }

        return head <= applied ? (0, 0) : (head - applied, (now - looks[0].SeenAt).TotalSeconds);
    }
}
