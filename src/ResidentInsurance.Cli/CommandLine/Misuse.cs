using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace ResidentInsurance.Cli;

/// <summary>Says what does not fit in a command line, and what would. The library finds the errors; the sentences are ours,
/// since its own are only half translated.</summary>
internal static class Misuse
{
    /// <summary>Whether the words do not fit, and no help was asked for.</summary>
    public static bool IsIn(ParseResult words) =>
        words.Action is ParseErrorAction || (words.Action is not HelpScreen && UnknownWord(words) is not null);

    public static async Task<int> TellAsync(ParseResult words)
    {
        foreach (var sentence in Sentences(words))
        {
            await Console.Error.WriteLineAsync(sentence);
        }

        await Console.Error.WriteLineAsync(string.Format(Texts.SeeHelp, PathOf(words.CommandResult.Command)));
        return ExitCodes.Misuse;
    }

    /// <summary>A command with those above it, as it is written: <c>ri pack check</c>.</summary>
    public static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{PathOf(parent)} {command.Name}"
        : RiCommand.Name;

    // After a word that is not known, what else is missing is guesswork.
    private static IEnumerable<string> Sentences(ParseResult words) => UnknownWord(words) is { } unknown
        ? [Unknown(words.CommandResult.Command, unknown)]
        : words.Errors.Select(Sentence).Distinct();

    // An argument takes any word, an option that is not known too: a typo must not silently become a file's name.
    private static string? UnknownWord(ParseResult words) => words.UnmatchedTokens.Count > 0
        ? words.UnmatchedTokens[0]
        : words.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && LooksLikeOption(token.Value))
            .FirstOrDefault(token => words.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Contains(token)))
            ?.Value;

    private static string Unknown(Command command, string word)
    {
        // By the name that it goes by, as it is written from here on: pack check for check.
        var (sentence, known) = LooksLikeOption(word)
            ? (Texts.UnknownOption, Options(command).Select(option => (option.Name, Written: option.Name)))
            : command.Subcommands.Count > 0
                ? (Texts.UnknownCommand, Below(command).Select(sub => (sub.Name, Written: PathOf(sub)[(PathOf(command).Length + 1)..])))
                : (Texts.WordTooMany, []);
        var near = Neighbours.Of(word, known.Select(one => one.Name).Distinct());
        var meant = known.Where(one => near.Contains(one.Name)).Select(one => one.Written);
        return string.Format(sentence, word) + (near.Count > 0 ? string.Format(Texts.DidYouMean, string.Join(Texts.Or, meant)) : "");
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(sub => Below(sub).Prepend(sub));

    private static IEnumerable<Option> Options(Command command) => command.Options
        .Concat(command.Parents.OfType<Command>().SelectMany(Options).Where(option => option.Recursive));

    // What a parser of ours refused, it has named; it was given exactly one word. Every other shape is the library's finding.
    private static string Sentence(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: VersionOption } => Texts.VersionAlone,
        OptionResult { Implicit: true } missing => string.Format(Texts.OptionMissing, missing.Option.Name),
        OptionResult { Tokens.Count: 0 } bare => string.Format(Texts.OptionNeedsValue, bare.Option.Name),
        OptionResult { Tokens.Count: > 1 } twice => string.Format(Texts.OptionTwice, twice.Option.Name),
        ArgumentResult { Tokens.Count: 0 } missing => string.Format(Texts.ArgumentMissing, missing.Argument.HelpName),
        CommandResult { Command.Subcommands.Count: > 0 } alone => string.Format(Texts.CommandMissing, PathOf(alone.Command),
            string.Join(Texts.Comma, alone.Command.Subcommands.Select(command => command.Name))),
        _ => error.Message,
    };

    private static bool LooksLikeOption(string word) => word.StartsWith('-') && word.Length > 1;
}
