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
        var persons = new Dictionary<ResidentKey, Person>();
        var page = new StreamRows<PaymentFileRow, RowContent>(context, rows, row => Problem(row, pack), row =>
        {
            var content = ContentOf(row, pack);
            persons.TryAdd(content.Resident, new Person(content.Resident, new PersonData(row.IdNumber.Reveal(), row.Name, null, null)));
            return (Payment.Stream(row.Receipt, row.ReceiptLine, row.Kind), content);
        });
        await context.Database.Pages.TransactAsync(page.Streams, stream => page.Decide(
            stream, Payment.Of(stream), (payment, content, row) => Payment.Deliver(payment, content, DetailsOf(row)), Payment.Evolve),
            KeepPersons, cancellation);
        return page.Verdicts;

        // Enrollment knows everybody who is registered; for all others the feed's own rows have the answer.
        void KeepPersons(TransactionWork work)
        {
            var paying = work.Changes.SelectMany(change => page.Of(change.Before.Id)).Select(content => content.Resident)
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
