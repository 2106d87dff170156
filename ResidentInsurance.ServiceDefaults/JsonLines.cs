using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Answers of lines, each a JSON value, written as they come.</summary>
public static class JsonLines
{
    public const string ContentType = "application/x-ndjson";

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <summary>Answers with the lines; none is kept. Where the reader goes away the source is cancelled.</summary>
    public static async Task WriteLinesAsync<T>(this HttpResponse response, IAsyncEnumerable<T> lines, JsonSerializerOptions options)
    {
        response.ContentType = ContentType;
        await foreach (var line in lines.WithCancellation(response.HttpContext.RequestAborted))
        {
            await response.WriteLineAsync(line, options);
        }
    }

    /// <summary>Writes one more line of an answer whose content type is set.</summary>
    public static async Task WriteLineAsync<T>(this HttpResponse response, T line, JsonSerializerOptions options)
    {
        await JsonSerializer.SerializeAsync(response.Body, line, options, response.HttpContext.RequestAborted);
        await response.Body.WriteAsync(LineEnd, response.HttpContext.RequestAborted);
    }
}
