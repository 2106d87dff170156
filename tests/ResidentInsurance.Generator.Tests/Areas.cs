namespace ResidentInsurance.Generator.Tests;

internal static class Areas
{
    public static GeneratedArea Of(string campaign, int? size = null, long seed = 1)
    {
        using var pack = new StreamReader(Path.Combine(AppContext.BaseDirectory, "packs", $"{campaign}.yaml"));
        return AreaGenerator.Generate(Annex.Parse(pack), seed, size);
    }
}
