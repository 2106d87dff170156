using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.Testing;

/// <summary>A fresh folder for servers or files, gone after the test. Below it everybody may pass, since PostgreSQL
/// runs as another user when the tests run as root.</summary>
public sealed class TestFolder : IDisposable
{
    private static readonly string Parent =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"resident-insurance-tests-{Environment.UserName}");

    public TestFolder()
    {
        Path = System.IO.Path.Combine(Parent, Guid.NewGuid().ToString("n")[..12]);
        _ = Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Ends the servers, and deletes the folders, of test processes that were killed.</summary>
    internal static async Task SweepAsync()
    {
        foreach (var folder in Directory.Exists(Parent) ? Directory.GetDirectories(Parent) : [])
        {
            if (!File.Exists(System.IO.Path.Combine(folder, "host.lock")))
            {
                continue; // only what held servers
            }

            try
            {
                using (await DataFolder.OpenAsync(folder, console: null))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception e) when (e is HostException or IOException or UnauthorizedAccessException)
            {
                // In use, by tests that run beside us.
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
