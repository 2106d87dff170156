using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.ServiceDefaults;

/// <summary>The body of <c>/health</c>: each check with its state, so that an operator sees which county or server
/// is missing. Descriptions only: an exception's text may hold what is nobody's business.</summary>
internal static class HealthReport
{
    public static Task WriteAsync(HttpContext context, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport report)
    {
        var checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => new { entry.Value.Status, entry.Value.Description });
        return context.Response.WriteAsJsonAsync(new { report.Status, checks }, ContractJson.Options, context.RequestAborted);
    }
}
