using System.CommandLine;
using System.Globalization;
using System.Text;
using ResidentInsurance.Cli;

Console.OutputEncoding = Encoding.UTF8;
CultureInfo.CurrentUICulture = Language.Of(Environment.GetEnvironmentVariable("LANG"));
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

// What goes wrong is told below, and Ctrl-C is ours: a command ends in its own time, with what it has written.
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
try
{
    var words = RiCommand.Parse(args);
    return Misuse.IsIn(words) ? await Misuse.TellAsync(words) : await words.InvokeAsync(invocation, interrupted.Token);
}
catch (UsageException misuse)
{
    await Console.Error.WriteLineAsync(misuse.Message);
    return ExitCodes.Misuse;
}
catch (CliException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return ExitCodes.Failed;
}
catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(string.Format(Texts.NoFileAccess, fault.Message));
    return ExitCodes.Failed;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return ExitCodes.Interrupted;
}
