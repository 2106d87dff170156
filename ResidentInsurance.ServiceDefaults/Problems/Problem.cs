using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>Problem details (RFC 9457): every refusal says in the caller's language what was refused, and a code.</summary>
public static class Problem
{
    private const string Code = "code";

    /// <summary>A refusal with a stable code and a sentence for people.</summary>
    public static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: Title(status),
            extensions: new Dictionary<string, object?> { [Code] = code });

    /// <summary>The actor's area does not reach there.</summary>
    public static ProblemHttpResult OutsideArea() => Of(StatusCodes.Status403Forbidden, "outside-area", Texts.OutsideArea);

    internal static void AddProblems(this IServiceCollection services) =>
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            // ASP.NET fills in English titles of its own; code of ours that sets a code has chosen the title as well.
            if (!context.ProblemDetails.Extensions.ContainsKey(Code))
            {
                context.ProblemDetails.Title = Title(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode);
            }
        });

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Texts.BadRequest,
        StatusCodes.Status401Unauthorized => Texts.Unauthorized,
        StatusCodes.Status403Forbidden => Texts.Forbidden,
        StatusCodes.Status404NotFound => Texts.NotFound,
        StatusCodes.Status405MethodNotAllowed => Texts.MethodNotAllowed,
        StatusCodes.Status409Conflict => Texts.Conflict,
        StatusCodes.Status413PayloadTooLarge => Texts.PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType => Texts.UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity => Texts.UnprocessableEntity,
        StatusCodes.Status503ServiceUnavailable => Texts.ServiceUnavailable,
        _ => Texts.InternalServerError,
    };
}
