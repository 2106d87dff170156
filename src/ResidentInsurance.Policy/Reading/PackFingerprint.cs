using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ResidentInsurance.Policy;

/// <summary>What a pack's file says, without its layout. Two files that differ only in comments, blanks and line
/// breaks have the same fingerprint.</summary>
internal static class PackFingerprint
{
    /// <summary>SHA-256 over keys, values and nesting, in the file's order; upper-case hexadecimal.</summary>
    /// <param name="text">A pack that was read without a fault.</param>
    public static string Of(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            // The type's name marks where mappings and lists begin and end. A value means the same with and without quotes.
            var said = Encoding.UTF8.GetBytes(parser.Current is Scalar scalar ? scalar.Value : parser.Current!.GetType().Name);
            BinaryPrimitives.WriteInt32LittleEndian(length, parser.Current is Scalar ? said.Length : -said.Length);
            hash.AppendData(length);
            hash.AppendData(said);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
