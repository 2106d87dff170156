using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;

namespace ResidentInsurance.PaymentIngestion;

/// <summary>征缴明细: each row goes to the stream of its identity.</summary>
public sealed class PaymentFiles(PackLibrary packs, ResidentKeys keys, PersonTable table) : IFileHandler<PaymentFileRow>
{
    private const int CountyDigits = 6;

    public async Task<IReadOnlyList<RowVerdict>> HandlePageAsync(
        IntakeContext context, IReadOnlyList<PaymentFileRow> rows, CancellationToken cancellation)
    {
        var pack = packs.Find(context.Campaign)!;
        var verdicts = new RowVerdict[rows.Count];
        var streams = new Dictionary<string, List<(int Index, RowContent Content)>>();
        var persons = new Dictionary<ResidentKey, Person>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (Problem(row, pack) is { } problem)
            {
                verdicts[i] = RowVerdict.Rejected(problem);
                continue;
            }

            var content = ContentOf(row, pack);
            persons.TryAdd(content.Resident, new Person(content.Resident, new PersonData(row.IdNumber.Reveal(), row.Name, null, null)));
            var stream = Payment.Stream(row.Receipt, row.ReceiptLine, row.Kind);
            if (!streams.TryGetValue(stream, out var deliveries))
            {
                streams.Add(stream, deliveries = []);
            }

            deliveries.Add((i, content));
        }

        await context.Database.Pages.TransactAsync(streams.Keys, Deliver, KeepPersons, cancellation);
        return verdicts;

        IReadOnlyList<NewEvent> Deliver(StreamSlice stream)
        {
            var payment = Payment.Of(stream);
            var events = new List<NewEvent>(1);
            foreach (var (index, content) in streams[stream.Id])
            {
                var @event = Payment.Deliver(payment, content, DetailsOf(rows[index]));
                verdicts[index] = @event is null ? RowVerdict.Repeated : RowVerdict.Accepted;
                if (@event is not null)
                {
                    events.Add(new NewEvent(@event, context.Headers(rows[index])));
                    payment = Payment.Evolve(payment, @event);
                }
            }

            return events;
        }

        // Enrollment knows everybody who is registered; for all others the feed's own rows have the answer.
        void KeepPersons(TransactionWork work)
        {
            var paying = work.Changes.SelectMany(change => streams[change.Before.Id]).Select(delivery => delivery.Content.Resident)
                .Distinct().Select(key => persons[key]);
            if (table.AddMissing(paying) is { } add)
            {
                work.Add(add);
            }
        }
    }

    // A row of another year or county belongs to another campaign, which is named where this installation has it.
    private RowProblem? Problem(PaymentFileRow row, CompiledPack pack)
    {
        var county = row.Division is { Length: >= CountyDigits } division ? division[..CountyDigits] : pack.County.Value;
        if (county != pack.County.Value)
        {
            return RowProblems.OtherCounty(row.Division!, CampaignOf(county, row.Year));
        }

        if (row.Year != pack.Year)
        {
            return RowProblems.OtherYear(row.Year, CampaignOf(county, row.Year));
        }

        return row.Kind == PaymentRowKind.Payment && row.Tier is null && pack.Tiers.Count > 1 ? RowProblems.TierNeeded() : null;
    }

    private string? CampaignOf(string county, int year) =>
        packs.Current.FirstOrDefault(pack => pack.County.Value == county && pack.Year == year)?.Id.Value;

    // In a campaign with one tier an empty cell means that tier. A reversal or refund takes its tier from its payment.
    private RowContent ContentOf(PaymentFileRow row, CompiledPack pack) => new(
        keys.For(row.IdNumber), pack.Id, row.Tier ?? (pack.Tiers is [var only] ? only : null), row.Amount, row.PaidAt,
        row.Funding, row.OriginalReceipt);

    private static RowDetails DetailsOf(PaymentFileRow row) => new(row.Channel, row.BookedOn, row.PaidBy, row.Batch);
}
