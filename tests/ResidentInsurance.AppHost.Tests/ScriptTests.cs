using System.Diagnostics;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>The scripts at the root, where a developer meets the project first.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    public async Task Without_the_right_to_install_it_says_in_one_line_what_to_install(string script)
    {
        CopyScripts();

        var (code, said) = await RunAsync(Ordinary(["bash", Path.Combine(folder.Path, script)]));

        Assert.Equal(1, code);
        var line = Assert.Single(said.TrimEnd().Split('\n'));
        Assert.StartsWith(
            "缺少软件包且无权安装，请运行：sudo apt-get install postgresql rabbitmq-server", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_servers_need_no_server_packages()
    {
        CopyScripts();
        // With the desk's scripts npm is not missed either, and a file in the place of its folder ends the build at its beginning.
        var library = Directory.CreateDirectory(Path.Combine(folder.Path, "src", "ResidentInsurance.Desk", "wwwroot", "lib")).FullName;
        await File.WriteAllTextAsync(Path.Combine(library, "signalr.min.js"), "", Cancellation);
        var artifacts = Path.Combine(folder.Path, "artifacts");
        await File.WriteAllTextAsync(artifacts, "", Cancellation);

        var (code, said) = await RunAsync(Ordinary(
            ["env", "ConnectionStrings__postgres=Host=db", "ConnectionStrings__messaging=amqp://mq", "bash", Path.Combine(folder.Path, "run")]));

        Assert.Equal((1, $"没有权限写入 {artifacts} / no right to write to {artifacts}\n"), (code, said));
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("--emtpy", 2)]
    [InlineData("--data", 2)]
    public async Task The_usage_answers_who_asks_for_it_and_what_is_not_understood(string option, int expected)
    {
        var (code, said) = await RunAsync(["bash", Repository.File("run"), option]);

        Assert.Equal(expected, code);
        Assert.StartsWith("用法 / usage: ./run [--empty] [--smoke] [--data DIR]", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData("ri")]
    [InlineData(".ci/run")]
    public void It_can_be_started(string script) =>
        Assert.True(File.GetUnixFileMode(Repository.File(script)).HasFlag(UnixFileMode.OtherExecute));

    public void Dispose() => folder.Dispose();

    /// <summary>Where everybody can read them; the clone may lie below a closed home.</summary>
    private void CopyScripts()
    {
        _ = Directory.CreateDirectory(Path.Combine(folder.Path, ".ci"));
        foreach (var script in new[] { "run", "test", ".ci/setup.sh" })
        {
            File.Copy(Repository.File(script), Path.Combine(folder.Path, script));
        }
    }

    /// <summary>A command as somebody who is not root.</summary>
    private static string[] Ordinary(string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", .. command]
        : command;

    private static async Task<(int Code, string Said)> RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            // An empty system: nothing is installed there.
            Environment = { ["SYSTEM_ROOT"] = "/nonexistent" },
        };
        _ = start.Environment.Remove(TestServers.PostgresVariable);
        _ = start.Environment.Remove(TestServers.MessagingVariable);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var said = await process.StandardOutput.ReadToEndAsync(Cancellation) + await error;
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, said);
    }
}
