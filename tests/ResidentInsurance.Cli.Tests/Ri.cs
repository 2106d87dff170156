using System.Diagnostics;
using System.Text;

namespace ResidentInsurance.Cli.Tests;

/// <summary>What a run of <c>ri</c> left behind.</summary>
internal sealed record RiRun(int ExitCode, string Output, string Error);

/// <summary>Runs <c>ri</c> as its user does: a process with words, standard streams and an exit code.</summary>
internal static class Ri
{
    public static async Task<RiRun> RunAsync(string? input, string language, IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ri.dll"));
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["LANG"] = language;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new RiRun(process.ExitCode, await output, await error);
    }

    /// <summary>On a terminal of so many columns, which shows both streams as one.</summary>
    public static async Task<RiRun> OnTerminalAsync(int columns, IReadOnlyList<string> words)
    {
        var command = string.Join(' ', words.Prepend(Path.Combine(AppContext.BaseDirectory, "ri.dll")).Prepend("dotnet").Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols {columns}; {command}", "/dev/null"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8,
        };
        (start.Environment["LANG"], start.Environment["TERM"]) = ("zh_CN.UTF-8", "xterm");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new RiRun(process.ExitCode, output, "");
    }

    public static Task<RiRun> RunAsync(params IReadOnlyList<string> words) => RunAsync(input: null, "zh_CN.UTF-8", words);
}
