using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.EndToEnd;

public sealed class OpenApiTests(RunningInstance instance)
{
    [Theory]
    [InlineData(ServiceNames.Enrollment, "/campaigns", "/campaigns/{id}/enrollments", "/campaigns/{id}/lookup", "/campaigns/{id}/files/residents")]
    [InlineData(ServiceNames.SubsidyEligibility, "/campaigns/{id}/statement", "/campaigns/{id}/files/identities")]
    [InlineData(ServiceNames.PaymentIngestion, "/campaigns/{id}/payments/totals", "/campaigns/{id}/payments/choices", "/campaigns/{id}/files/payments")]
    [InlineData(ServiceNames.QuotaTracking, "/campaigns/{id}/progress", "/campaigns/{id}/files/tasks")]
    public async Task Each_service_describes_its_own_paths(string service, params string[] own)
    {
        using var client = new HttpClient { BaseAddress = new Uri(instance.File.Services[service][0]) };

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet();
        Assert.Superset(own.Append("/positions").ToHashSet(), paths);
    }
}
