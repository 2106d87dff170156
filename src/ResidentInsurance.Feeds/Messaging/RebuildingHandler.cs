using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>A query of a projection whose rows are not whole is answered with 503 instead of a part of them.</summary>
internal sealed class RebuildingHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not ProjectionRebuildingException || httpContext.Response.HasStarted)
        {
            return false;
        }

        httpContext.Response.Headers.RetryAfter = "30";
        await Problem.Of(StatusCodes.Status503ServiceUnavailable, "projection-rebuilding", Texts.ProjectionRebuilding).ExecuteAsync(httpContext);
        return true;
    }
}
