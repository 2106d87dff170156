using System.Security.Cryptography;
using System.Text.Json;

namespace ResidentInsurance.LocalInstance;

/// <summary>The secrets of one data folder, made at the first start and kept (0600). Losing the file means losing
/// what was encrypted under it.</summary>
public sealed class SecretBook
{
    private const int SecretBytes = 32;

    private readonly string path;
    private readonly SortedDictionary<string, string> secrets;
    private readonly Lock gate = new();

    /// <param name="path">The file that keeps them.</param>
    public SecretBook(string path)
    {
        this.path = path;
        secrets = File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path)) ?? []
            : [];
    }

    /// <summary>The secret kept for a name, or a new one: hex digits, so that it needs no quoting in connection
    /// strings and URIs. A name that ends with <c>-keys</c> is a list of versioned keys, <c>1:HEX</c> at first; an
    /// operator rotates by adding <c>,2:HEX</c> in the file.</summary>
    public string Get(string name)
    {
        lock (gate) // resources ask beside each other
        {
            if (!secrets.TryGetValue(name, out var secret))
            {
                var hex = RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);
                secret = name.EndsWith("-keys", StringComparison.Ordinal) ? $"1:{hex}" : hex;
                secrets[name] = secret;
                Modes.WriteAtomically(path, JsonSerializer.Serialize(secrets));
            }

            return secret;
        }
    }
}
