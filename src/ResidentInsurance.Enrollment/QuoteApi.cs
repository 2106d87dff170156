using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary><c>POST /quotes</c>: the questions and answers of <c>ri quote</c>, in the shape in which they come: one
/// object, an array, or lines. Quotes are of rules alone: any token may ask.</summary>
public static class QuoteApi
{
    /// <summary>About fifty thousand questions; who has more sends them in parts, or uses <c>ri quote</c>.</summary>
    public const int BodyLimitBytes = 16 << 20;

    // Most callers read nothing before they have sent everything, so what is too much is read to its end and dropped:
    // otherwise they would see a broken connection instead of the refusal. Beyond this they do.
    private const int ReadLimitBytes = BodyLimitBytes * 8;

    private const int KeptAnswerBytes = 1 << 20;

    public static void MapQuotes(this WebApplication app)
    {
        // An answerer keeps written reasons, so one that has worked is faster than a new one.
        var answerers = new DefaultObjectPoolProvider().Create(new AnswererPolicy(app.Services.GetRequiredService<PackLibrary>()));
        app.MapPost("/quotes", (HttpContext http) => AnswerAsync(http, answerers))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ReadLimitBytes));
    }

    // The questions are all there before the first answer goes: most callers read only when they have sent everything.
    private static async Task AnswerAsync(HttpContext http, ObjectPool<QuoteLines> answerers)
    {
        using var body = new MemoryStream();
        try
        {
            if (!await WholeAsync(http.Request.Body, body, http.RequestAborted))
            {
                await TooLarge().ExecuteAsync(http);
                return;
            }
        }
        catch (BadHttpRequestException refused)
        {
            var refusal = refused.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge() : TypedResults.Problem(statusCode: refused.StatusCode);
            await refusal.ExecuteAsync(http);
            return;
        }

        var questions = body.GetBuffer().AsMemory(0, (int)body.Length);
        var answerer = answerers.Get();
        if (QuestionShape.IsLines(questions.Span, http.Request.ContentType))
        {
            // The same loop as ri quote. It writes while it answers, so only this request's thread waits for its reader.
            http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            http.Response.ContentType = JsonLines.ContentType;
            body.Position = 0;
            answerer.Run(body, http.Response.Body, http.RequestAborted);
            answerers.Return(answerer);
            return;
        }

        http.Response.ContentType = "application/json";
        var answer = answerer.Answer(questions.Span);
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        if (answer.Length > KeptAnswerBytes)
        {
            answerer.Dispose(); // its buffer has grown to one large list
        }
        else
        {
            answerers.Return(answerer);
        }
    }

    private static async Task<bool> WholeAsync(Stream sent, MemoryStream kept, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var whole = true;
        while (await sent.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            whole = whole && kept.Length + count <= BodyLimitBytes;
            if (whole)
            {
                kept.Write(buffer, 0, count);
            }
        }

        return whole;
    }

    private static IResult TooLarge() => Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "too-large", string.Format(Texts.QuestionsTooLarge, BodyLimitBytes >> 20));

    private sealed class AnswererPolicy(PackLibrary packs) : PooledObjectPolicy<QuoteLines>
    {
        public override QuoteLines Create() => new(packs);

        public override bool Return(QuoteLines obj) => true;
    }
}
