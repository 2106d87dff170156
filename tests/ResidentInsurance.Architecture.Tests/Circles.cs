namespace ResidentInsurance.Architecture.Tests;

internal static class Circles
{
    /// <summary>What remains of a graph when whatever knows nothing that remains is taken away, again and again: the circles
    /// and whoever leads to one.</summary>
    public static IReadOnlyCollection<string> Of(IReadOnlyDictionary<string, IReadOnlyCollection<string>> arrows)
    {
        var left = arrows.Keys.ToHashSet();
        while (left.RemoveWhere(name => !arrows[name].Any(left.Contains)) > 0)
        {
        }

        return left;
    }
}
