using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Takes the pages of one source into one county's database.</summary>
public interface IFeedConsumer
{
    /// <summary>Does all that the page asks for, in one transaction with its applied range, or throws. Pages come in any
    /// order, more than once, cut anyhow, and several at a time. A fault of a server is tried again by the caller; an
    /// item that cannot be read or decided is the consumer's to store as poison (<see cref="PageReading"/> does all of it).</summary>
    Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken);
}
