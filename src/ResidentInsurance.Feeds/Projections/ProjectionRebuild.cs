using System.Threading.Channels;
using Npgsql;

namespace ResidentInsurance.Feeds;

/// <summary>Computes an inline projection anew from all events.</summary>
internal sealed class ProjectionRebuild(NpgsqlDataSource source, IEventStore events, IInlineProjection projection)
{
    // Memory is bounded by pages under way, whatever the number of streams. Rows wait for their turn, not events: these
    // are many, and what lives long is dear to collect.
    private const int StreamsPerPage = 500;
    private const int PagesAhead = 3;

    internal async Task<long> RunAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // Writers wait before they touch a stream, so what is read below is all there is; readers of events go on.
        await ExecuteAsync(connection, "lock table mt_streams in exclusive mode", cancellation);
        await ExecuteAsync(connection, $"truncate {string.Join(", ", projection.Tables)}", cancellation);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<TransactionWork>(PagesAhead);
        var reading = ReadAsync(pages.Writer, linked.Token);
        long read;
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
            {
                await WriteAsync(connection, page, cancellation);
            }
        }
        finally
        {
            await linked.CancelAsync();
            read = await reading.WaitAsync(CancellationToken.None).ContinueWith(
                task => task.IsCompletedSuccessfully ? task.Result : 0, CancellationToken.None,
                TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await transaction.CommitAsync(cancellation);
        return read;
    }

    private async Task<long> ReadAsync(ChannelWriter<TransactionWork> pages, CancellationToken cancellation)
    {
        var read = 0L;
        try
        {
            var page = new List<StreamChange>(StreamsPerPage);
            await foreach (var slice in events.ReadStreamsAsync("", cancellation))
            {
                read += slice.Events.Count;
                page.Add(new StreamChange(StreamSlice.Empty(slice.Id), slice.Events));
                if (page.Count == StreamsPerPage)
                {
                    await pages.WriteAsync(Rows(page), cancellation);
                    page.Clear();
                }
            }

            if (page.Count > 0)
            {
                await pages.WriteAsync(Rows(page), cancellation);
            }

            pages.Complete();
        }
        catch (Exception fault)
        {
            pages.TryComplete(fault);
            throw;
        }

        return read;
    }

    private TransactionWork Rows(List<StreamChange> page)
    {
        var work = new TransactionWork([], page[^1].Appended[^1].RecordedAt, applied: null);
        projection.Apply(page, work);
        return work;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, TransactionWork work, CancellationToken cancellation)
    {
        foreach (var table in work.Tables)
        {
            await table.CopyAsync(connection, cancellation);
        }

        if (work.Commands.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var command in work.Commands)
            {
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
