using System.Text;
using System.Text.Json;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary>Tells lines from one object or an array. Callers seldom set the right type, so the body itself says: what is
/// one JSON value is that value; several values, or none that can be read, are lines.</summary>
internal static class QuestionShape
{
    public static bool IsLines(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType?.StartsWith(JsonLines.ContentType, StringComparison.OrdinalIgnoreCase) == true)
        {
            return true;
        }

        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        // An array that breaks off is answered as one bad question, not as many.
        return body.TrimStart(" \t\r\n"u8) is not ([] or [(byte)'[', ..]) && body.TrimEnd(" \t\r\n"u8).Contains((byte)'\n')
            && !IsOneValue(body);
    }

    private static bool IsOneValue(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                // To the end; a second value throws.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
