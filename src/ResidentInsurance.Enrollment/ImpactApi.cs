using System.Globalization;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Enrollment;

/// <summary><c>POST /campaigns/{id}/impact</c>: the body is a corrected pack, the answer is who would come out
/// differently, as lines. <c>?version=</c> takes only what that version decided; with <c>fingerprint=</c> the service's pack of
/// that version must be the same.</summary>
public static class ImpactApi
{
    private const int PackBytesMax = 4 << 20;

    public static void MapImpact(this WebApplication app) => app.MapPost("/campaigns/{id}/impact", ImpactAsync)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(PackBytesMax));

    private static async Task ImpactAsync(
        string id, int? version, string? fingerprint, Actor actor, HttpContext http, CampaignAccess access, PackLibrary packs)
    {
        if (access.Find(id, actor, out var present, out var database) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        if (version is not null && (packs.Find(present.Id, version) is not { } before || (fingerprint ?? before.Fingerprint) != before.Fingerprint))
        {
            await Problem.Of(StatusCodes.Status409Conflict, "other-pack-version", string.Format(Texts.OtherPackVersion, present.Id, version))
                .ExecuteAsync(http);
            return;
        }

        if (await PackAsync(http, present) is not { } after)
        {
            return;
        }

        await http.Response.WriteLinesAsync(
            PackImpact.ReadAsync(database, packs, after, version, http.RequestAborted), ContractJson.Options);
    }

    // The pack of the body; null where it was refused and the answer is given.
    private static async Task<CompiledPack?> PackAsync(HttpContext http, CompiledPack present)
    {
        IResult refusal;
        try
        {
            using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var pack = PackLibrary.Parse(present.Id + ".yaml", await reader.ReadToEndAsync(http.RequestAborted));
            if (pack.Id == present.Id && pack.County == present.County)
            {
                return pack;
            }

            refusal = Problem.Of(StatusCodes.Status422UnprocessableEntity, "other-campaign",
                string.Format(Texts.OtherCampaign, pack.Id, present.Id));
        }
        catch (PackRefusedException refused)
        {
            refusal = Problem.Of(StatusCodes.Status422UnprocessableEntity, "pack-refused", string.Join('\n', refused.Faults.Select(
                fault => $"{fault.File}:{fault.Line}: {fault.Sentence(CultureInfo.CurrentUICulture)}")));
        }
        catch (DecoderFallbackException)
        {
            refusal = Problem.Of(StatusCodes.Status422UnprocessableEntity, "pack-refused", Texts.PackNotUtf8);
        }
        catch (BadHttpRequestException broken)
        {
            refusal = broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem.Of(broken.StatusCode, "too-large", string.Format(Texts.PackTooLarge, PackBytesMax >> 20))
                : TypedResults.Problem(statusCode: broken.StatusCode);
        }

        await refusal.ExecuteAsync(http);
        return null;
    }
}
