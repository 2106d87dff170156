namespace ResidentInsurance.Cli;

/// <summary>What <c>ri</c> can do; usage stands in <c>Texts.Usage</c>.</summary>
internal static class Commands
{
    public static Task<int> RunAsync(Arguments arguments, CancellationToken cancellation) => arguments.Command switch
    {
        _ when arguments.Has("help") => HelpAsync(),
        "send" => SendCommand.RunAsync(arguments, cancellation),
        "progress" => ProgressCommand.RunAsync(arguments, cancellation),
        "enrollments" => EnrollmentsCommand.RunAsync(arguments, cancellation),
        "lookup" => LookupCommand.RunAsync(arguments, cancellation),
        "poison" => PoisonCommand.RunAsync(arguments, cancellation),
        "campaign" => CampaignCommand.RunAsync(arguments, cancellation),
        "generate" => GenerateCommand.RunAsync(arguments, cancellation),
        "demo" => DemoCommand.RunAsync(arguments, cancellation),
        "pack" => PackCommand.RunAsync(arguments, cancellation),
        "quote" => QuoteCommand.RunAsync(arguments, cancellation),
        "" or "help" => HelpAsync(),
        _ => throw new UsageException(Texts.Usage),
    };

    private static async Task<int> HelpAsync()
    {
        await Console.Out.WriteLineAsync(Texts.Usage);
        return ExitCodes.Done;
    }
}

/// <summary>What a script finds in <c>$?</c>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A file was refused, a service did not answer, or something waits for a person.</summary>
    public const int Failed = 1;
    public const int Misuse = 2;

    /// <summary>All files were taken, but some rows were rejected.</summary>
    public const int RowsRejected = 3;

    /// <summary>The demo was loaded, but it is not what it should come to.</summary>
    public const int ChecksFailed = 4;
    public const int Interrupted = 130;
}

/// <summary>The command line's words do not fit.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Something that the user has to know, said in their language.</summary>
internal sealed class CliException(string message) : Exception(message);
