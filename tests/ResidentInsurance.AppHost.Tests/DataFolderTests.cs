using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Processes;
using ResidentInsurance.LocalInstance.Servers;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>What an instance keeps between runs, and what it says when it cannot have it.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly StringWriter console = new();

    private string Said => console.ToString();

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_refused()
    {
        using var first = await OpenAsync();

        var refused = await Assert.ThrowsAsync<HostException>(OpenAsync);

        Assert.StartsWith(
            $"数据目录 {folder.Path} 正由另一个运行中的实例使用：请先停止它，或用 --data 指定另一个目录", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_and_secrets_are_found_again()
    {
        int port;
        string secret;
        using (var first = await OpenAsync())
        {
            (port, secret) = (first.Ports.Choose("desk", "desk-http-1"), first.Secrets.Get("token-key"));
        }

        using var second = await OpenAsync();
        Assert.Equal(port, second.Ports.Choose("desk", "desk-http-1"));
        Assert.Equal(secret, second.Secrets.Get("token-key"));
    }

    [Fact]
    public async Task A_list_of_keys_starts_with_its_first_version()
    {
        using var data = await OpenAsync();
        Assert.Matches("^1:[0-9a-f]{64}$", data.Secrets.Get("master-keys"));
    }

    [Fact]
    public async Task A_kept_port_that_another_program_has_taken_is_named_and_replaced()
    {
        int port;
        using (var first = await OpenAsync())
        {
            port = first.Ports.Choose("desk", "desk-http-1");
        }

        using var thief = new TcpListener(IPAddress.Loopback, port);
        thief.Start();
        using var second = await OpenAsync();
        var other = second.Ports.Choose("desk", "desk-http-1");

        Assert.NotEqual(port, other);
        Assert.Contains($"desk | 端口 {port} 已被", Said, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})占用，改用端口 {other} 并从此沿用 / port {port} is taken by", Said, StringComparison.Ordinal);
        Assert.Equal(other, second.Ports.Choose("desk", "desk-http-1"));
    }

    [Fact]
    public async Task Nobody_else_can_read_secrets_ports_or_logs()
    {
        using var data = await OpenAsync();
        _ = data.Ports.Choose("desk", "desk-http-1");
        _ = data.Secrets.Get("token-key");
        data.Log.Say("host", "text");

        const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ForOwner, File.GetUnixFileMode(data.File("ports.json")));
        Assert.Equal(ForOwner, File.GetUnixFileMode(data.File("secrets.json")));
        Assert.Equal(ForOwner, File.GetUnixFileMode(data.File("logs/host.log")));
        Assert.Equal(ForOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(data.File("logs")));
    }

    [Fact]
    public async Task A_password_that_would_need_quoting_is_refused()
    {
        using var data = await OpenAsync();

        var refused = Assert.Throws<HostException>(() => new PostgresProgram(data, new PostgresSettings("postgres", "a;b")));

        Assert.StartsWith("postgres 的密码只能由字母和数字组成", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "装有演示数据（虚构人员），不能用于实际业务")]
    [InlineData(false, "不是演示目录，演示数据不会载入其中")]
    public async Task A_folder_of_the_demo_never_becomes_one_of_real_people_nor_the_other_way_round(bool demo, string why)
    {
        using (var first = await OpenAsync())
        {
            first.Keep(demo);
            first.Keep(demo);
        }

        using var second = await OpenAsync();
        var refused = Assert.Throws<HostException>(() => second.Keep(!demo));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_is_found_while_its_host_runs_and_no_longer()
    {
        using var data = await OpenAsync();
        var none = new Dictionary<string, string>();
        using var host = Process.Start("sleep", "60");
        new InstanceFile(ProcessIdentity.Of(host.Id)!, new Dictionary<string, IReadOnlyList<string>>(), none, none).Write(data.Path);
        Assert.NotNull(InstanceFile.Read(data.Path));

        host.Kill();
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Null(InstanceFile.Read(data.Path));
    }

    public void Dispose()
    {
        folder.Dispose();
        console.Dispose();
    }

    private Task<DataFolder> OpenAsync() => DataFolder.OpenAsync(folder.Path, console);
}
