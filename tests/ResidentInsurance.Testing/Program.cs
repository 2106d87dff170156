using ResidentInsurance.Testing;

return args switch
{
    ["run", var results, .. var assemblies] => await TestRun.RunAsync(results, assemblies, Console.Out),
    _ => await UsageAsync(),
};

static async Task<int> UsageAsync()
{
    await Console.Error.WriteLineAsync("usage: ResidentInsurance.Testing run RESULTS-FOLDER ASSEMBLY...");
    return 2;
}
