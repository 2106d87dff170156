using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator;

/// <summary>A made person with a number, a name and a place to live. It is visibly nobody: no number of division 500000
/// was ever issued.</summary>
internal sealed class Person(int index, Life life, int village)
{
    public const string Division = "500000";

    public Life Life { get; } = life;

    public int Village { get; } = village;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"测试{index}");

    public string IdNumber { get; set; } = "";

    public string Household { get; set; } = "";

    public string Group { get; set; } = "";

    public string Head { get; set; } = "";

    public string Relation { get; set; } = "";
}

/// <summary>Hands out numbers that are valid by GB 11643, each once.</summary>
internal sealed class IdNumbers
{
    private readonly Dictionary<DateOnly, int> given = [];

    public string Next(DateOnly birth)
    {
        var sequence = given.GetValueOrDefault(birth);
        if (sequence > 999)
        {
            throw new InvalidOperationException($"More than 1000 persons were born on {birth:yyyy-MM-dd}; a smaller area is needed.");
        }

        given[birth] = sequence + 1;
        var first17 = string.Create(CultureInfo.InvariantCulture, $"{Person.Division}{birth:yyyyMMdd}{sequence:000}");
        return first17 + IdNumber.CheckDigit(first17);
    }
}
