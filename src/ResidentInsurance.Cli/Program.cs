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

try
{
    return await Commands.RunAsync(Arguments.Parse(args), interrupted.Token);
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
