using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary>The command line: a command, options, and the rest. <c>--data</c> may stand before the command.</summary>
internal sealed class Arguments
{
    private static readonly HashSet<string> Switches = ["json", "wait", "complete", "confirm", "check", "plain", "dependants", "retry", "help"];

    private readonly Dictionary<string, string> options = [];

    public string Command { get; private set; } = "";

    public List<string> Rest { get; } = [];

    public static Arguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new Arguments();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var name = word[2..];
                arguments.options[name] = Switches.Contains(name) ? ""
                    : ++i < words.Count ? words[i]
                    : throw new UsageException(string.Format(Texts.OptionNeedsValue, word));
            }
            else if (arguments.Command.Length == 0)
            {
                arguments.Command = word;
            }
            else
            {
                arguments.Rest.Add(word);
            }
        }

        return arguments;
    }

    public bool Has(string option) => options.ContainsKey(option);

    public string? Value(string option) => options.GetValueOrDefault(option);

    public string Needed(string option) =>
        Value(option) ?? throw new UsageException(string.Format(Texts.OptionMissing, "--" + option));

    public CampaignId Campaign() => CampaignId.TryParse(Needed("campaign"), out var campaign)
        ? campaign
        : throw new UsageException(string.Format(Texts.UnknownCampaign, Value("campaign")));

    public DateOnly? Date(string option) => Value(option) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new UsageException(string.Format(Texts.NotADate, "--" + option));

    public int? Number(string option, int min, int max) => Value(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw new UsageException(string.Format(Texts.NotANumber, "--" + option, min, max));

    /// <summary>A typo must not silently do something else.</summary>
    public void Allow(params ReadOnlySpan<string> known)
    {
        foreach (var option in options.Keys)
        {
            if (option != "data" && !known.Contains(option))
            {
                throw new UsageException(string.Format(Texts.UnknownOption, "--" + option));
            }
        }
    }
}

/// <summary>Chinese, unless the environment asks for English in so many words.</summary>
internal static class Language
{
    /// <summary>For texts that other parts look up themselves.</summary>
    public static CultureInfo Present => CultureInfo.CurrentUICulture;

    public static CultureInfo Of(string? lang) =>
        lang?.StartsWith("en_", StringComparison.Ordinal) == true ? new CultureInfo("en") : CultureInfo.InvariantCulture;
}
