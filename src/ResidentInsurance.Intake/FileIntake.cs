using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Files;
using FileOptions = ResidentInsurance.Files.FileOptions;

namespace ResidentInsurance.Intake;

/// <summary>The endpoint by which a service takes files.</summary>
public static class FileIntake
{
    private const int NameCharsMax = 200;
    private const long DefaultLimitBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>Maps <c>POST /campaigns/{id}/files/{kind}?name=…</c>. The body is the file; the answer is
    /// <see cref="IntakeLine"/>s, or problem details where the file is refused and nothing was done. An
    /// <see cref="IFileHandler{TRow}"/> must be registered, and <see cref="Deliveries.Migration"/> must be among the
    /// service's migrations. Configuration: <c>Files:Folder</c> (default the system's), <c>Files:LimitBytes</c>.</summary>
    public static RouteHandlerBuilder MapFileIntake<TRow>(this IEndpointRouteBuilder routes, RowFormat<TRow> format)
        where TRow : class, IFileRow
    {
        routes.ServiceProvider.GetRequiredService<IntakeMeters>().Takes(format.Kind);
        return routes.MapPost($"/campaigns/{{id}}/files/{format.Kind.Code()}",
                (HttpContext http, string id, string? name, Actor actor) => ReceiveAsync(http, format, id, name ?? "", actor))
            .RequireAuthorization(AccessPolicies.Operate)
            .WithName($"send-{format.Kind.Code()}")
            .Produces<IntakeLine>(contentType: JsonLines.ContentType)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ReceiveAsync<TRow>(
        HttpContext http, RowFormat<TRow> format, string id, string name, Actor actor)
        where TRow : class, IFileRow
    {
        if (http.RequestServices.GetRequiredService<CampaignAccess>().Find(id, actor, out var pack, out var database) is { } noAccess)
        {
            return noAccess;
        }

        var meters = http.RequestServices.GetRequiredService<IntakeMeters>();
        var handler = http.RequestServices.GetRequiredService<IFileHandler<TRow>>();
        if (await handler.RefuseAsync(pack.Id, database, http.RequestAborted) is { } refused)
        {
            meters.Count(database.County, format.Kind, FileResult.Refused);
            return refused;
        }

        var query = http.Request.Query.Where(pair => pair.Key != "name" && pair.Value.ToString().Length > 0)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (!TryOptions(query, out var options))
        {
            meters.Count(database.County, format.Kind, FileResult.Refused);
            return Problem.Of(StatusCodes.Status400BadRequest, "invalid-as-of", Texts.InvalidAsOf);
        }

        try
        {
            await using var spool = await SpoolAsync(http);
            var file = FileReading.Check(spool.Stream, format.Kind);

            // Nothing has been done so far. From here on the file is finished even if its sender goes away.
            var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var context = new IntakeContext(pack.Id, database, Delivery: 0, spool.Sha256,
                name.Length > NameCharsMax ? name[..NameCharsMax] : name, actor, options, query);
            var run = ActivatorUtilities.CreateInstance<IntakeRun<TRow>>(http.RequestServices, handler, format, context);
            var held = await run.BeginAsync(stopping);
            if (held is null)
            {
                meters.Count(database.County, format.Kind, FileResult.Refused);
                return Problem.Of(StatusCodes.Status409Conflict, "being-received", Texts.BeingReceived);
            }

            http.Response.ContentType = JsonLines.ContentType;
            var answer = new IntakeAnswer(http.Response);
            IntakeLine last;
            await using (held)
            {
                last = await run.RunAsync(spool.Stream, file, answer, stopping);
            }

            // The file's lock is free by now: a sender that has read the last line may send the same file again.
            await answer.WriteAsync(last);
            await answer.FlushAsync();
            return Results.Empty;
        }
        catch (FileRefusedException refusal)
        {
            meters.Count(database.County, format.Kind, FileResult.Refused);
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, refusal.Code, refusal.Reason);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            meters.Count(database.County, format.Kind, FileResult.CutOff);
            return Results.Empty; // the sender went away in the middle of the body; nobody reads an answer
        }
    }

    private static Task<Spool> SpoolAsync(HttpContext http)
    {
        var configuration = http.RequestServices.GetRequiredService<IConfiguration>();
        var limit = configuration.GetValue("Files:LimitBytes", DefaultLimitBytes);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // the spool's limit answers with a sentence
        }

        return Spool.ReceiveAsync(http.Request.Body, http.Request.ContentLength,
            configuration["Files:Folder"] ?? Path.GetTempPath(), limit, http.RequestAborted);
    }

    private static bool TryOptions(Dictionary<string, string> query, out FileOptions options)
    {
        var text = query.GetValueOrDefault("asOf");
        var valid = TextDates.TryDate(text ?? "2000-01-01", out var asOf);
        options = new FileOptions(text is null ? null : asOf, query.GetValueOrDefault("department"));
        return valid;
    }
}
