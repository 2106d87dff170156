using System.Text;
using ResidentInsurance.Load;
using ResidentInsurance.Load.Enrollments;
using ResidentInsurance.Load.Services;
using ResidentInsurance.Load.Store;

Scenario[] all =
[
    AppendPages.Scenario, StockMarten.Scenario, AppendSingle.Scenario, Rebuild.Scenario, LoadStream.One, LoadStream.Many, Recompute.Scenario,
    Import.Scenario, Pipeline.Scenario, PipelineGrowth.Scenario, ReadUnderLoad.Scenario, QuoteScenario.Scenario,
    QuoteLinesScenario.Scenario,
];

Console.OutputEncoding = Encoding.UTF8;
if (BenchOptions.Parse(args) is not { } options || options.Names.Any(name => all.All(scenario => scenario.Name != name)))
{
    await Console.Error.WriteLineAsync(
        $"""
        usage: bench [--json] [--results] [--scale 0.1] [--rounds 5] [NAME…]
          {string.Join("\n  ", all.Select(scenario => $"{scenario.Name,-18}{scenario.Summary}"))}
        """);
    return 2;
}

using var stop = new CancellationTokenSource();
using var signals = new StopSignals(stop);
var report = new Report(options);
await report.BeginAsync();
try
{
    await using var bench = new Bench(options.Scale, options.Rounds);
    foreach (var scenario in all.Where(scenario => options.Names.Count == 0 || options.Names.Contains(scenario.Name)))
    {
        await report.AddAsync(ReportLine.Of(scenario, options.Scale, await scenario.MeasureAsync(bench, stop.Token)));
    }

    await report.EndAsync(bench.Servers());
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

return report.AllReached ? 0 : 1;
