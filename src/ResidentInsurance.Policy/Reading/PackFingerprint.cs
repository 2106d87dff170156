using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ResidentInsurance.Policy;

/// <summary>What a pack's file says, without how it is laid out: two files have the same one where they differ in comments,
/// blanks and line breaks alone.</summary>
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
            // Its name tells the beginnings and ends; what is quoted is the same value.
            var said = Encoding.UTF8.GetBytes(parser.Current is Scalar scalar ? scalar.Value : parser.Current!.GetType().Name);
            BinaryPrimitives.WriteInt32LittleEndian(length, parser.Current is Scalar ? said.Length : -said.Length);
            hash.AppendData(length);
            hash.AppendData(said);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
