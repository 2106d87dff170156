using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polly;
using ResidentInsurance.Testing;

namespace ResidentInsurance.ServiceDefaults.Tests;

public sealed class ServerFaultsTests
{
    [Theory]
    [InlineData("57P01")] // an administrator ended the connection
    [InlineData("57P03")] // the server is starting
    [InlineData("40P01")] // deadlock
    [InlineData("40001")] // serialization
    [InlineData("3D000")] // the database is still to be created
    [InlineData("53300")] // too many connections
    [InlineData("25006")] // read only in a failover
    public void These_states_pass(string state) => Assert.True(ServerFaults.Is(Postgres(state)));

    [Theory]
    [InlineData("23505")] // a row twice
    [InlineData("22P02")] // not a number
    [InlineData("42601")] // our SQL is wrong
    public void These_states_stay(string state) => Assert.False(ServerFaults.Is(Postgres(state)));

    [Fact]
    public void A_lost_connection_passes_however_it_is_wrapped()
    {
        Assert.True(ServerFaults.Is(new NpgsqlException("lost", new IOException())));
        Assert.True(ServerFaults.Is(new InvalidOperationException("wrapped", new SocketException())));
        Assert.True(ServerFaults.Is(new HttpRequestException("down", null, HttpStatusCode.BadGateway)));
        Assert.False(ServerFaults.Is(new HttpRequestException("refused", null, HttpStatusCode.NotFound)));
        Assert.False(ServerFaults.Is(new InvalidOperationException("ours")));
    }

    [Fact]
    public async Task Faults_are_retried_until_they_end_and_nothing_else_is()
    {
        await using var service = await TestService.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(new ImmediateTime()));
        var pipeline = service.App.Services.GetRequiredKeyedService<ResiliencePipeline>(Pipelines.ServerFaults);
        var tries = 0;

        var result = await pipeline.ExecuteAsync(
            _ => ++tries < 50 ? throw Postgres("57P01") : ValueTask.FromResult(tries), TestContext.Current.CancellationToken);

        Assert.Equal(50, result);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pipeline.ExecuteAsync(
            ValueTask (_) => throw new InvalidOperationException("ours"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Background_work_ends_with_its_own_cancellation_and_with_no_other()
    {
        await using var service = await TestService.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(new ImmediateTime()));
        var pipeline = service.App.Services.GetRequiredKeyedService<ResiliencePipeline>(Pipelines.Background);
        using var own = new CancellationTokenSource();
        var tries = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.ExecuteAsync(
            async ct =>
            {
                if (++tries == 3)
                {
                    await own.CancelAsync();
                    ct.ThrowIfCancellationRequested();
                }

                throw new TaskCanceledException("a bus that stops cancels what it sends");
            },
            own.Token));

        Assert.Equal(3, tries);
    }

    private static PostgresException Postgres(string state) => new("text", "ERROR", "ERROR", state);

    /// <summary>Every delay is over at once.</summary>
    private sealed class ImmediateTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
