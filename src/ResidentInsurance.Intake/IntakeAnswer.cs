using Microsoft.AspNetCore.Http;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Intake;

/// <summary>Writes the answer's lines as they come. A sender who went away is no reason to stop.</summary>
internal sealed class IntakeAnswer(HttpResponse response)
{
    public async Task WriteAsync(IntakeLine line)
    {
        try
        {
            await response.WriteLineAsync(line, ContractJson.Options);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The sender went away, so nobody reads the answer.
        }
    }

    public async Task FlushAsync()
    {
        try
        {
            await response.Body.FlushAsync(response.HttpContext.RequestAborted);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The sender went away, so nobody reads the answer.
        }
    }
}
