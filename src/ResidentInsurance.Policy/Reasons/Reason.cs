using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Why one figure or date of a quote is as it is: a rule with its place in the notice and its parameters.
/// It is stored so; <see cref="ReasonText"/> makes the sentences when somebody reads it.</summary>
/// <param name="Rule">One of <see cref="Rules"/>.</param>
/// <param name="Place">Where the notice says so, as <c>六（一）1</c>; empty where no notice is needed.</param>
/// <param name="Reading">The numbers of the readings that were needed, as <c>F1, G2</c>.</param>
[JsonConverter(typeof(ReasonJsonConverter))]
public sealed record Reason(string Rule, string Place, string? Reading = null)
{
    /// <summary>A rule with the place and the mark of the value that it rests on.</summary>
    public Reason(string rule, Citation source)
        : this(rule, source.Place, source.Reading) => Mark = source.Mark;

    /// <summary>The figure that the rule gave.</summary>
    public Money? Amount { get; init; }

    /// <summary>What the notice's row says, where the figure is less (a capped subsidy).</summary>
    public Money? RowAmount { get; init; }

    /// <summary>The day that the rule gave, or the last day that it knows.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The day that the rule starts from: payment, birth or event.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Days, months or years that the rule counts.</summary>
    public int? Number { get; init; }

    /// <summary>An identity's category or a circumstance's kind.</summary>
    public string? Category { get; init; }

    /// <summary>The identity that implies <see cref="Category"/>.</summary>
    public string? Via { get; init; }

    public Tier? Tier { get; init; }

    /// <summary>The name of the department that pays.</summary>
    public string? Department { get; init; }

    /// <summary><c>provisional</c> or <c>borrowed</c>: a figure that the notice itself does not state.</summary>
    public string? Mark { get; init; }

    /// <summary>The field of the answer that it explains, as <c>subsidy</c> or <c>coverage.from</c>.</summary>
    public string Explains => Rules.Explained(Rule);

    /// <summary>The stored form: <c>waiting-days|五|F1|d=2024-05-31|o=2024-03-01|n=90</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(64).Append(Rule).Append('|').Append(Place).Append('|').Append(Reading);
        Append(text, 'a', Amount?.ToString());
        Append(text, 'r', RowAmount?.ToString());
        Append(text, 'd', Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Append(text, 'o', On?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Append(text, 'n', Number?.ToString(CultureInfo.InvariantCulture));
        Append(text, 'c', Category);
        Append(text, 'v', Via);
        Append(text, 't', Tier?.Code());
        Append(text, 'p', Department);
        Append(text, 'm', Mark);
        return text.ToString();
    }

    /// <summary>Reads the stored form. Letters that a later release added are passed over.</summary>
    public static Reason Parse(string text)
    {
        var parts = text.Split('|');
        if (parts.Length < 3)
        {
            throw new FormatException("A reason is rule|place|reading and its parameters.");
        }

        var reason = new Reason(parts[0], parts[1], parts[2].Length == 0 ? null : parts[2]);
        foreach (var part in parts.AsSpan(3))
        {
            var value = part.Length > 2 ? part[2..] : "";
            reason = part.Length > 2 && part[1] == '=' ? reason.With(part[0], value) : reason;
        }

        return reason;
    }

    private Reason With(char letter, string value) => letter switch
    {
        'a' => this with { Amount = ParseMoney(value) },
        'r' => this with { RowAmount = ParseMoney(value) },
        'd' => this with { Date = ParseDate(value) },
        'o' => this with { On = ParseDate(value) },
        'n' => this with { Number = int.Parse(value, CultureInfo.InvariantCulture) },
        'c' => this with { Category = value },
        'v' => this with { Via = value },
        't' => this with { Tier = Tiers.TryParse(value, out var tier) ? tier : null },
        'p' => this with { Department = value },
        'm' => this with { Mark = value },
        _ => this,
    };

    private static Money ParseMoney(string value) =>
        Money.TryParse(value, out var money) ? money : throw new FormatException("Not an amount.");

    private static DateOnly ParseDate(string value) =>
        DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, char letter, string? value)
    {
        if (value is not null)
        {
            text.Append('|').Append(letter).Append('=').Append(value);
        }
    }
}

/// <summary>A reason as its stored form, one string: a decision's reasons stay small in its event.</summary>
public sealed class ReasonJsonConverter : JsonConverter<Reason>
{
    public override Reason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Reason.Parse(reader.GetString() ?? "");
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
