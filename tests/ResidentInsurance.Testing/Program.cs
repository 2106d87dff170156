using ResidentInsurance.Testing;

return args switch
{
    ["run", var results, .. var assemblies] => await TestRun.RunAsync(results, assemblies, Console.Out),
    ["host", .. var options] => FixtureHost.Run(options),
    ["service"] => await FixtureService.RunAsync(),
    _ => await UsageAsync(),
};

static async Task<int> UsageAsync()
{
    await Console.Error.WriteLineAsync("usage: ResidentInsurance.Testing run RESULTS-FOLDER ASSEMBLY...");
    return 2;
}
