using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.SubsidyEligibility;

/// <summary>Takes the coverage of enrollment's feed into the statement.</summary>
public sealed class CoverageConsumer : IFeedConsumer
{
    public Task HandleAsync(CountyDatabase database, FeedPage page, CancellationToken cancellationToken) =>
        page.ApplyAsync<ICoverageEvent>(
            database, state => $"{state.Campaign}/{state.Resident}", Statement.Write, cancellationToken);
}
