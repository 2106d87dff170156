using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.LocalInstance;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Cli;

/// <summary>A running instance: its services, called as the local operator.</summary>
internal sealed class Instance : IDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private static readonly TimeSpan PositionsLimit = TimeSpan.FromSeconds(5);

    // What a service reads from its own tables; sending files and listing persons take as long as they take.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly InstanceFile file;
    private readonly HttpClient http;

    private Instance(InstanceFile file)
    {
        this.file = file;
        var token = new ActorTokens(file.Parameters["token-key"], TimeProvider.System)
            .Issue(new Actor(Environment.UserName, ActorRole.Operator, Area: ""), TokenLifetime);
        http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (Texts.Language == "en")
        {
            http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        }
    }

    /// <summary>The data folder: <c>--data</c>, else that of this checkout's instance that runs, the office's own or the demo.</summary>
    /// <exception cref="CliException">Both run: it has to be said which one is meant.</exception>
    public static string DataFolder(string? named)
    {
        if (named is not null)
        {
            return Path.GetFullPath(named);
        }

        var all = Checkout() is { } root ? Path.Combine(root, ".data") : Path.GetFullPath(".data");
        string[] folders = [Path.Combine(all, "own"), Path.Combine(all, "demo")];
        return Array.FindAll(folders, folder => InstanceFile.Read(folder) is not null) switch
        {
            [var running] => running,
            [] => all,
            _ => throw new CliException(string.Format(Texts.TwoInstances, folders[0], folders[1])),
        };
    }

    /// <exception cref="CliException">None runs in that folder.</exception>
    public static Instance Open(string? named)
    {
        var folder = DataFolder(named);
        return new Instance(InstanceFile.Read(folder) ?? throw new CliException(string.Format(Texts.NoInstance, folder)));
    }

    // The checkout that this program was built in.
    private static string? Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ResidentInsurance.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    public Uri Address(string service, string path) => new(new Uri(file.Services[service][0]), path);

    /// <summary>Sends a request; a refusal becomes its own sentence.</summary>
    /// <exception cref="CliException">The service is not there, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException fault)
        {
            throw new CliException(string.Format(Texts.ServiceUnreachable, request.RequestUri!.GetLeftPart(UriPartial.Authority), fault.HttpRequestError));
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new RefusedException(response.StatusCode, await RefusalAsync(response, cancellation));
        }
    }

    /// <summary>A question that is answered at once.</summary>
    /// <exception cref="CliException">The service is not there, refuses, or hangs.</exception>
    public async Task<T> GetAsync<T>(string service, string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(service, path));
        return await AskAsync<T>(service, request, cancellation);
    }

    /// <summary>Sends a request and reads its answer, which has to come within <see cref="AnswerLimit"/>.</summary>
    public async Task<T> AskAsync<T>(string service, HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var response = await SendAsync(request, limit.Token);
            return await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, limit.Token)
                ?? throw new CliException(string.Format(Texts.EmptyAnswer, service));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException(string.Format(Texts.NoAnswer, service, (int)AnswerLimit.TotalSeconds));
        }
    }

    /// <summary>How far a service has come; null while it does not answer.</summary>
    public async Task<FeedPositions?> PositionsAsync(string service, CountyCode county, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PositionsLimit);
        try
        {
            using var response = await http.GetAsync(Address(service, $"/positions?county={county}"), limit.Token);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<FeedPositions>(ContractJson.Options, cancellation)
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null; // it hangs
        }
    }

    public async Task<CampaignLine> CampaignAsync(CampaignId id, CancellationToken cancellation) =>
        (await GetAsync<List<CampaignLine>>(ServiceNames.Enrollment, "/campaigns", cancellation)).Find(line => line.Id == id)
        ?? throw new CliException(string.Format(Texts.UnknownCampaign, id));

    public void Dispose() => http.Dispose();

    private static async Task<string> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            if (problem.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } sentence)
            {
                return sentence;
            }
        }
        catch (JsonException)
        {
            // Not ours: a proxy's page, perhaps.
        }

        return response.StatusCode == HttpStatusCode.NotFound
            ? Texts.NotFound
            : string.Format(Texts.ServiceRefused, (int)response.StatusCode);
    }
}
