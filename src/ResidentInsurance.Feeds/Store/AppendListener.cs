using Marten;
using Marten.Services;

namespace ResidentInsurance.Feeds;

/// <summary>Tells this process's publisher of events that one of Marten's own sessions has committed.</summary>
internal sealed class AppendListener(Action appended) : DocumentSessionListenerBase
{
    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (commit.GetEvents().Any())
        {
            appended();
        }

        return Task.CompletedTask;
    }
}
