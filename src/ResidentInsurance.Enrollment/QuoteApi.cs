using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment;

/// <summary><c>POST /quotes</c>: the questions and answers of <c>ri quote</c>, in the shape in which they come: one
/// object, an array, or lines. Quotes are of rules alone: any token may ask.</summary>
public static class QuoteApi
{
    /// <summary>About fifty thousand questions; who has more sends them in parts, or uses <c>ri quote</c>.</summary>
    public const int BodyLimitBytes = 16 << 20;

    private const string Lines = "application/x-ndjson";
    private const int KeptAnswerBytes = 1 << 20;

    public static void MapQuotes(this WebApplication app)
    {
        // An answerer keeps written reasons, so one that has worked is faster than a new one.
        var answerers = new DefaultObjectPoolProvider().Create(new AnswererPolicy(app.Services.GetRequiredService<PackLibrary>()));
        app.MapPost("/quotes", (HttpContext http) => AnswerAsync(http, answerers))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes));
    }

    // The questions are all there before the first answer goes: most callers read only when they have sent everything.
    private static async Task AnswerAsync(HttpContext http, ObjectPool<QuoteLines> answerers)
    {
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException refused)
        {
            await TypedResults.Problem(statusCode: refused.StatusCode).ExecuteAsync(http);
            return;
        }

        var questions = body.GetBuffer().AsMemory(0, (int)body.Length);
        var answerer = answerers.Get();
        if (QuestionShape.IsLines(questions.Span, http.Request.ContentType))
        {
            // The same loop as ri quote. It writes while it answers, so only this request's thread waits for its reader.
            http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            http.Response.ContentType = Lines;
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

    private sealed class AnswererPolicy(PackLibrary packs) : PooledObjectPolicy<QuoteLines>
    {
        public override QuoteLines Create() => new(packs);

        public override bool Return(QuoteLines obj) => true;
    }
}
