using System.Security.Cryptography;
using System.Text;

namespace ResidentInsurance.Contracts;

/// <summary>Makes resident keys from ID numbers with the county's secret, which is never rotated.</summary>
public sealed class ResidentKeys
{
    private readonly byte[] secret;

    /// <param name="secret">At least 16 bytes; all services of an installation share it.</param>
    public ResidentKeys(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 16)
        {
            throw new ArgumentException("The secret of the resident keys has at least 16 bytes.", nameof(secret));
        }

        this.secret = secret.ToArray();
    }

    /// <summary>The first 128 bits of HMAC-SHA-256(secret, normalised number) in lower-case hexadecimal.</summary>
    public ResidentKey For(IdNumber number)
    {
        Span<byte> text = stackalloc byte[32];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.ASCII.GetBytes(number.Reveal(), text);
        HMACSHA256.HashData(secret, text[..length], hash);
        return ResidentKey.Parse(Convert.ToHexStringLower(hash[..16]));
    }
}
