using System.Diagnostics;

namespace ResidentInsurance.Feeds;

/// <summary>Leads traces from what appended to the page that goes out: the publisher runs by itself, so nothing else
/// connects the two. In memory, and for this process alone: what another replica appended begins a new trace with its page.</summary>
internal sealed class AppendTraces
{
    // A page of an import has one trace, a busy minute's page a few; the first few are enough to find the way.
    private const int ContextsMax = 8;

    private static readonly ActivitySource Source = new("ResidentInsurance.Feeds");

    private readonly Lock gate = new();
    private readonly List<ActivityContext> contexts = [];

    /// <summary>Remembers what appended. Before the publisher is woken.</summary>
    internal void Remember()
    {
        if (Activity.Current is not { Recorded: true } activity)
        {
            return;
        }

        lock (gate)
        {
            if (contexts.Count < ContextsMax && contexts.TrueForAll(known => known.TraceId != activity.TraceId))
            {
                contexts.Add(activity.Context);
            }
        }
    }

    /// <summary>The span of a page, below the first append since the last page and with links to the others. Null where
    /// no append was traced.</summary>
    internal Activity? StartPage(string source, string county)
    {
        List<ActivityContext> causes;
        lock (gate)
        {
            causes = [.. contexts];
            contexts.Clear();
        }

        return causes.Count == 0
            ? null
            : Source.StartActivity($"publish {source}", ActivityKind.Internal, causes[0],
                [new("county", county)], causes.Skip(1).Select(cause => new ActivityLink(cause)));
    }
}
