using System.IO.Compression;
using System.Text.Json;
using MassTransit;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary><see cref="FeedPage"/> as the bus carries it. The name on the wire is explicit and versioned, and the
/// contract itself knows nothing of MassTransit.</summary>
/// <param name="Items">The page's items, a JSON array, compressed with Brotli: items of a page are much alike, every queue
/// keeps a copy of them on disk, and the bus reads past them instead of through them.</param>
[MessageUrn("resident-insurance:feed-page:v2")]
internal sealed record FeedPageMessage(CountyCode County, string Source, long After, long UpTo, byte[] Items)
{
    public static FeedPageMessage Of(FeedPage page)
    {
        var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, page.Items, ContractJson.Options);
        }

        return new FeedPageMessage(page.County, page.Source, page.After, page.UpTo, compressed.ToArray());
    }

    /// <exception cref="InvalidDataException">The items are not what was sent.</exception>
    /// <exception cref="JsonException">The items are no list of items.</exception>
    public FeedPage ToPage()
    {
        using var brotli = new BrotliStream(new MemoryStream(Items), CompressionMode.Decompress);
        var items = JsonSerializer.Deserialize<List<FeedItem>>(brotli, ContractJson.Options)
            ?? throw new JsonException("The items are null.");
        return new FeedPage(County, Source, After, UpTo, items);
    }
}
