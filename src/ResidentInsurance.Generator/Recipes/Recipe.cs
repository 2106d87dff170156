namespace ResidentInsurance.Generator.Recipes;

/// <summary>A way to make a person.</summary>
/// <param name="Weight">How common it is among those who do something, in ten thousandths or so.</param>
/// <param name="Story">What happens, in words.</param>
internal sealed record Recipe(int Weight, string Story, Action<Life> Make);

/// <summary>A category with what it takes off, in the yuan that the notice prints.</summary>
internal sealed record Row(string Category, string Department, int Low, int High = 0);

/// <summary>The literal figures of a campaign that its recipes share.</summary>
internal sealed record Campaign(
    string Id, string Division, Prices Prices, DateOnly Opens, DateOnly CentralEnds, DateOnly YearBegins, DateOnly YearEnds,
    Func<Campaign, IEnumerable<Recipe>> Own)
{
    /// <summary>Rates of the task, in per cent, that a lesser one never prints as.</summary>
    public IReadOnlyList<int> Thresholds { get; init; } = [100];

    public static IReadOnlyList<Campaign> All { get; } = [Fengyan2024.Campaign, Lishui2023.Campaign, Ruizhou2024.Campaign];

    public IReadOnlyList<Recipe> Recipes => [.. Central.Recipes(this), .. Own(this)];
}

/// <summary>What an ordinary resident pays; <paramref name="High"/> is 0 where there is one tier.</summary>
internal sealed record Prices(int Low, int High)
{
    public Contracts.Tier First => High == 0 ? Contracts.Tier.Single : Contracts.Tier.Low;
}
