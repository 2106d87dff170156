using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary>The options that several commands have, and how their values are read. What does not fit is said in our own
/// words: those of the library are only half translated.</summary>
internal static class CommonOptions
{
    private const string DataName = "--data";

    /// <summary>Known to every command; it may stand before the command as well.</summary>
    public static Option<string> Data() =>
        new(DataName) { Description = Texts.AboutData, HelpName = Texts.ValueFolder, Recursive = true };

    public static string? DataFolder(this ParseResult words) => words.GetValue<string>(DataName);

    public static Option<CampaignId> Campaign() => new("--campaign")
    {
        Description = Texts.AboutCampaignOption, HelpName = Texts.ValueId, Required = true, CustomParser = CampaignOf,
    };

    public static Option<bool> Json() => new("--json") { Description = Texts.AboutJson };

    public static Option<string> Packs() => new("--packs")
    {
        Description = Texts.AboutPacks, HelpName = Texts.ValueFolder,
        DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "packs"),
    };

    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description, HelpName = Texts.ValueDate,
        CustomParser = result =>
            DateOnly.TryParseExact(Word(result), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : Refused<DateOnly?>(result, string.Format(Texts.NotADate, name)),
    };

    public static Option<int?> Number(string name, string description, int min, int max) => new(name)
    {
        Description = description, HelpName = Texts.ValueNumber,
        CustomParser = result =>
            int.TryParse(Word(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : Refused<int?>(result, string.Format(Texts.NotANumber, name, min, max)),
    };

    public static CampaignId CampaignOf(ArgumentResult result) => CampaignId.TryParse(Word(result), out var campaign)
        ? campaign
        : Refused<CampaignId>(result, string.Format(Texts.UnknownCampaign, Word(result)));

    /// <summary>The one word that an option or an argument was given.</summary>
    public static string Word(ArgumentResult result) => result.Tokens[0].Value;

    public static T? Refused<T>(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return default;
    }
}
