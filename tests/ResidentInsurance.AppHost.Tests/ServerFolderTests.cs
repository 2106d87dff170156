using ResidentInsurance.LocalInstance;
using ResidentInsurance.LocalInstance.Servers;
using ResidentInsurance.Testing;

namespace ResidentInsurance.AppHost.Tests;

/// <summary>Where a private server's data goes.</summary>
public sealed class ServerFolderTests : IDisposable
{
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TestFolder folder = new();
    private readonly StringWriter console = new();

    [Fact]
    public async Task A_server_has_a_folder_of_its_own_in_the_data_folder()
    {
        using var data = await DataFolder.OpenAsync(Path.Combine(folder.Path, "data"), console);
        await using var server = await StartAsync(data);

        Assert.Equal(ForOwner, File.GetUnixFileMode(Path.Combine(data.Path, "postgres")));
        Assert.Equal(
            ForOwner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute, File.GetUnixFileMode(data.Path));
        Assert.Equal("", console.ToString());
    }

    [Fact]
    public async Task Below_a_closed_folder_the_data_goes_elsewhere_and_the_start_says_so()
    {
        var closed = Directory.CreateDirectory(Path.Combine(folder.Path, "home"), ForOwner);
        using var data = await DataFolder.OpenAsync(Path.Combine(closed.FullName, ".data"), console);

        await using (await StartAsync(data))
        {
            // Whoever is not root runs the server himself and passes his own home.
            Assert.Equal(!Environment.IsPrivilegedProcess, Directory.Exists(Path.Combine(data.Path, "postgres")));
        }

        var said = console.ToString();
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Contains($"postgres | 服务器用户无法进入 {data.Path}，数据放在 /var/lib/resident-insurance/data-", said, StringComparison.Ordinal);
            var elsewhere = said[said.IndexOf("/var/lib", StringComparison.Ordinal)..].Split(' ')[0];
            File.SetUnixFileMode(closed.FullName, ForOwner | UnixFileMode.OtherExecute);
            await using (await StartAsync(data))
            {
                // The way is open now; the data is still found where it was made.
                Assert.False(Directory.Exists(Path.Combine(data.Path, "postgres")));
            }

            Directory.Delete(Path.GetDirectoryName(elsewhere)!, recursive: true);
        }
    }

    public void Dispose()
    {
        console.Dispose();
        folder.Dispose();
    }

    private static Task<PostgresServer> StartAsync(DataFolder data) => PostgresServer.StartAsync(
        data, new PostgresSettings("postgres", "secret") { Durable = false }, TestContext.Current.CancellationToken);
}
