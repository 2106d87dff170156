using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace ResidentInsurance.LocalInstance;

/// <summary>The ports of one data folder: chosen once, kept, and replaced aloud when somebody else has taken one.</summary>
public sealed class PortBook
{
    // Below the range from which the kernel numbers outgoing connections: there a kept port would now and then be
    // the other end of somebody's connection.
    private const int First = 21_000;
    private const int Last = 31_999;

    private readonly string path;
    private readonly Action<string, string> say;
    private readonly SortedDictionary<string, int> ports;
    private readonly Lock gate = new();

    /// <param name="path">The file that keeps them.</param>
    /// <param name="say">Tells the operator (resource, text) of a port that had to be replaced.</param>
    public PortBook(string path, Action<string, string> say)
    {
        this.path = path;
        this.say = say;
        ports = File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(path)) ?? []
            : [];
    }

    /// <summary>The port kept for a name, or a free one that is kept from now on.</summary>
    /// <param name="resource">Whose port it is, for the message.</param>
    /// <param name="name">The port's own name.</param>
    public int Choose(string resource, string name)
    {
        lock (gate) // servers start beside each other
        {
            var known = ports.TryGetValue(name, out var kept);
            if (known && IsFree(kept))
            {
                return kept;
            }

            var port = FindFree();
            if (known)
            {
                say(resource, Bilingual.Text(nameof(Texts.PortReplaced), kept, PortOwner.Of(kept), port));
            }

            ports[name] = port;
            Modes.WriteAtomically(path, JsonSerializer.Serialize(ports));
            return port;
        }
    }

    private int FindFree()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last + 1);
            if (!ports.ContainsValue(port) && IsFree(port))
            {
                return port;
            }
        }

        throw new HostException(Bilingual.Text(nameof(Texts.NoFreePort), First, Last));
    }

    private static bool IsFree(int port)
    {
        // Any address: a server on 0.0.0.0 has the port on loopback too.
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Who listens on a port, for messages.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>As <c>nginx (pid 123)</c>; where it cannot be seen, that it is another process.</summary>
    internal static string Of(int port)
    {
        var inodes = Inodes("/proc/net/tcp", port).Concat(Inodes("/proc/net/tcp6", port))
            .Select(inode => $"socket:[{inode}]").ToHashSet();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid)
                && Holds(process, inodes))
            {
                return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (pid {pid})";
            }
        }

        return Bilingual.Text(nameof(Texts.AnotherProcess));
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        var suffix = $":{port:X4}";
        return File.Exists(table)
            ? File.ReadLines(table).Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(f => f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == Listening)
                .Select(f => f[9])
            : [];
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // somebody else's process, or one that has just ended
        }
    }
}
