using ResidentInsurance.Feeds.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is [WritingProcess.Argument, ..] ? await WritingProcess.RunAsync(args[1..]) : await ConsoleRunner.Run(args);
