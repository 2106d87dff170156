using ResidentInsurance.Contracts;
using ResidentInsurance.Files;

namespace ResidentInsurance.Load.Services;

/// <summary>What the parts of a tax feed that a county has come to, added up from the files: each content of each row
/// once, however often it came.</summary>
internal sealed class FeedTotals
{
    private readonly HashSet<Content> contents = [];

    public void Add(string file)
    {
        using var stream = File.OpenRead(file);
        var looked = FileReading.Check(stream, FileKind.Payments);
        foreach (var read in FileReading.Rows(stream, looked, RowFormats.Payments))
        {
            var row = read.Row ?? throw new InvalidOperationException($"Line {read.Line} of {file}: {read.Problem!.Reason}");
            contents.Add(new Content(row.Receipt, row.ReceiptLine, row.Kind, row.IdNumber, row.Tier, row.Amount, row.PaidAt,
                row.Funding, row.OriginalReceipt));
        }
    }

    /// <summary>Compares what payment-ingestion has received, count and sum, and which rows have reached enrollment.</summary>
    /// <exception cref="InvalidOperationException">One is missing, too many or of another amount.</exception>
    public async Task CheckAsync(Installation installation, int county, CancellationToken cancellation)
    {
        await using var received = installation.Database(ServiceNames.PaymentIngestion, county);
        await using var recorded = installation.Database(ServiceNames.Enrollment, county);
        await Tables.CheckAsync(received, "select coalesce(sum(rows), 0)::bigint from channel_total", contents.Count, cancellation);
        await Tables.CheckAsync(received, "select coalesce(sum(amount), 0)::bigint from channel_total",
            contents.Sum(content => content.Kind == PaymentRowKind.Payment ? content.Amount.Fen : -content.Amount.Fen), cancellation);
        await Tables.CheckAsync(recorded,
            "select count(distinct (data->>'Receipt', data->>'Line', data->>'Kind')) from mt_events where type = 'payment_recorded'",
            contents.DistinctBy(content => (content.Receipt, content.Line, content.Kind)).Count(), cancellation);
    }

    // A row's identity and what it says, as payment-ingestion tells contents apart.
    private sealed record Content(
        string Receipt, int Line, PaymentRowKind Kind, IdNumber IdNumber, Tier? Tier, Money Amount, DateTime PaidAt,
        Funding Funding, string? OriginalReceipt);
}
