using System.Text;
using ResidentInsurance.Load;

Scenario[] all = [QuoteScenario.Scenario];

Console.OutputEncoding = Encoding.UTF8;
var json = args.Contains("--json");
var names = args.Where(word => word != "--json").ToList();
if (names.Find(name => name.StartsWith('-') || all.All(scenario => scenario.Name != name)) is not null)
{
    await Console.Error.WriteLineAsync($"usage: bench [--json] [NAME…]\n  {string.Join("\n  ", all.Select(scenario => $"{scenario.Name,-18}{scenario.Summary}"))}");
    return 2;
}

if (!json)
{
    await Console.Out.WriteLineAsync(Machine.Described());
    await Console.Out.WriteLineAsync(Report.Header);
}

var missed = false;
foreach (var scenario in all.Where(scenario => names.Count == 0 || names.Contains(scenario.Name)))
{
    var measured = await scenario.MeasureAsync(CancellationToken.None);
    var line = ReportLine.Of(scenario, measured);
    missed |= !line.Reached;
    await Console.Out.WriteLineAsync(json ? Report.Json(line) : Report.Row(line));
}

return missed ? 1 : 0;
