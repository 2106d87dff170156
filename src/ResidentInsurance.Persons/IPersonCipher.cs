using System.Security.Cryptography;

namespace ResidentInsurance.Persons;

/// <summary>An authenticated cipher for person data and their keys; SM4 can be put in place of AES.</summary>
public interface IPersonCipher
{
    /// <summary>The length of a key.</summary>
    int KeyBytes { get; }

    /// <summary>Encrypts under a key.</summary>
    /// <param name="key">Of <see cref="KeyBytes"/> bytes.</param>
    /// <param name="plaintext">What to hide.</param>
    /// <param name="boundTo">Not hidden; decryption needs the same, so that a row cannot take another's place.</param>
    byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> boundTo);

    /// <exception cref="CryptographicException">Another key, another <paramref name="boundTo"/>, or changed bytes.</exception>
    byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> boundTo);
}

/// <summary>AES-256-GCM: a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes.</summary>
public sealed class AesGcmPersonCipher : IPersonCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public int KeyBytes => 32;

    public byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> boundTo)
    {
        var sealedBytes = new byte[NonceBytes + plaintext.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plaintext, sealedBytes.AsSpan(NonceBytes, plaintext.Length), sealedBytes.AsSpan(^TagBytes..), boundTo);
        return sealedBytes;
    }

    public byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> boundTo)
    {
        if (ciphertext.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The ciphertext is too short.");
        }

        var plaintext = new byte[ciphertext.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(ciphertext[..NonceBytes], ciphertext[NonceBytes..^TagBytes], ciphertext[^TagBytes..], plaintext, boundTo);
        return plaintext;
    }
}
