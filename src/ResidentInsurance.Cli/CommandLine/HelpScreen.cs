using System.CommandLine;
using System.CommandLine.Invocation;
using ResidentInsurance.Cli.Output;

namespace ResidentInsurance.Cli;

/// <summary>Help for a command. The library's own screen counts a Chinese character as one column and is only half translated.</summary>
internal sealed class HelpScreen : SynchronousCommandLineAction
{
    /// <summary>Who asks for help need not have given all that the command needs.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult) => Show(parseResult);

    public static int Show(ParseResult words)
    {
        words.InvocationConfiguration.Output.Write(Of(words.CommandResult.Command, TextLayout.Columns));
        return ExitCodes.Done;
    }

    public static string Of(Command command, int terminal) =>
        $"{string.Format(Texts.HelpUsage, Usage(command))}\n\n{command.Description}\n"
        + Section(terminal, Texts.HelpArguments, Seen(command.Arguments).Select(argument => (argument.HelpName!, argument.Description!)))
        + Section(terminal, Texts.HelpCommands, Leaves(command).Select(leaf => (Misuse.PathOf(leaf)[(Misuse.PathOf(command).Length + 1)..], leaf.Description!)))
        + Section(terminal, Texts.HelpOptions, Seen(command.Options).Concat(Inherited(command)).Select(option => (Term(option), About(option))));

    private static string Usage(Command command) => command.Subcommands.Count > 0
        ? $"{Misuse.PathOf(command)} [{Texts.HelpOptionsWord}] {Texts.HelpCommandWord} …"
        : string.Join(' ',
        [
            Misuse.PathOf(command),
            .. Seen(command.Options).OrderBy(option => !option.Required)
                .Select(option => option.Required ? Term(option) : $"[{Term(option)}]"),
            .. Seen(command.Arguments).Select(Placeholder),
        ]);

    private static string Placeholder(Argument argument)
    {
        var name = argument.HelpName + (argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Term(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static string About(Option option) => option.Required ? option.Description + Texts.HelpRequired : option.Description!;

    // Of a command that only holds others, those are what can be run.
    private static IEnumerable<Command> Leaves(Command command) => Seen(command.Subcommands)
        .SelectMany(sub => sub.Subcommands.Count == 0 ? [sub] : Leaves(sub));

    private static IEnumerable<Option> Inherited(Command command) => command.Parents.OfType<Command>()
        .SelectMany(parent => Seen(parent.Options).Where(option => option.Recursive).Concat(Inherited(parent)));

    private static IEnumerable<T> Seen<T>(IEnumerable<T> symbols)
        where T : Symbol => symbols.Where(symbol => !symbol.Hidden);

    private static string Section(int terminal, string title, IEnumerable<(string Term, string About)> lines)
    {
        var listing = new Listing(Column.Words(""), Column.Sentences(""));
        foreach (var (term, about) in lines)
        {
            listing.Add("  " + term, about);
        }

        return listing.IsEmpty ? "" : $"\n{title}\n{listing.ToText(terminal)}";
    }
}
