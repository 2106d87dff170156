namespace ResidentInsurance.Architecture.Tests;

internal static class Findings
{
    /// <summary>Fails with every finding on a line of its own, none cut short.</summary>
    public static void None(IEnumerable<string> found)
    {
        var lines = found.Distinct().ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
    }
}
