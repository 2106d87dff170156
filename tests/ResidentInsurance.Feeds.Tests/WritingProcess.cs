using System.Diagnostics;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>A process that writes until it is killed: this test program, started with an argument.</summary>
internal sealed class WritingProcess : IDisposable
{
    internal const string Argument = "write-until-killed";
    internal const int StreamsPerTransaction = 3;

    private readonly Process process;
    private readonly List<string> committed = [];
    private readonly Task reading;

    private WritingProcess(Process process)
    {
        this.process = process;
        reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lock (committed)
                {
                    committed.Add(line);
                }
            }
        });
    }

    /// <summary>The names of the transactions that the process saw committed, so far.</summary>
    internal IReadOnlyList<string> Committed
    {
        get
        {
            lock (committed)
            {
                return [.. committed];
            }
        }
    }

    /// <param name="options">The county's server and service.</param>
    /// <param name="name">Names the streams of this process.</param>
    /// <param name="hangAt">An advisory lock that every transaction takes between its inserts and its commit; 0 for none.</param>
    internal static WritingProcess Start(CountyDatabaseOptions options, string name, long hangAt)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])
            [typeof(WritingProcess).Assembly.Location, Argument, options.ConnectionString, options.Service, name, $"{hangAt}"])
        {
            start.ArgumentList.Add(argument);
        }

        return new WritingProcess(Process.Start(start)!);
    }

    /// <summary>Kills it as <c>kill -9</c> does and waits until it is gone.</summary>
    internal async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    internal static async Task<int> RunAsync(string[] arguments)
    {
        var options = new CountyDatabaseOptions
        {
            ConnectionString = arguments[0],
            Service = arguments[1],
            EventTypes = Given.Types,
        };
        await using var database = await CountyDatabase.OpenAsync(options, Given.County, CancellationToken.None);
        for (var i = 0; ; i++)
        {
            var name = $"{arguments[2]}-{i}";
            await database.Pages.TransactAsync(
                [.. Enumerable.Range(0, StreamsPerTransaction).Select(n => $"{name}-{n}")],
                _ => [Given.Opened(), Given.PaidIn(i)],
                arguments[3] == "0" ? null : work => work.Add($"select pg_advisory_xact_lock({arguments[3]})"),
                CancellationToken.None);
            await Console.Out.WriteLineAsync(name);
        }
    }
}
