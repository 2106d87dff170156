using JasperFx.Events;
using Marten;

namespace ResidentInsurance.Feeds;

/// <summary>Makes events with our headers for one of Marten's own sessions.</summary>
public sealed class NewEvents(IDocumentSession session, EventHeaders headers)
{
    /// <summary>The event, to be appended by <c>FetchForWriting</c>'s stream or <c>Events.Append</c>.</summary>
    public IEvent Of(object data)
    {
        var e = session.Events.BuildEvent(data);
        headers.Stamp(e);
        return e;
    }
}
