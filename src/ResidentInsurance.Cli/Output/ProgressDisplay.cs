using Spectre.Console;

namespace ResidentInsurance.Cli.Output;

/// <summary>How far something has come, on standard error: a bar on a terminal, elsewhere a line now and then, or nothing.</summary>
internal static class ProgressDisplay
{
    /// <summary>Does the work, which says how far it has come.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="elsewhere">Hears of it where there is no terminal.</param>
    /// <param name="work">Calls what it is given with the part that is done, and the whole.</param>
    public static async Task<T> ShowAsync<T>(string what, Action<long, long> elsewhere, Func<Action<long, long>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return Console.IsErrorRedirected || !console.Profile.Capabilities.Ansi
            ? await work(elsewhere)
            : await console.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(context =>
                {
                    var task = context.AddTask(Markup.Escape(what), maxValue: 1);
                    return work((done, of) => task.Value = of == 0 ? 1 : (double)done / of);
                });
    }
}
