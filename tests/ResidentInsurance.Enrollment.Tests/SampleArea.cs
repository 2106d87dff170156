using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>A folder of files and what they have to come to (tests/samples).</summary>
internal sealed class SampleArea
{
    private readonly Dictionary<ResidentKey, string> numbers = [];

    private SampleArea(string name, CompiledPack pack)
    {
        Pack = pack;
        Folder = Path.Combine(AppContext.BaseDirectory, "samples", name);
    }

    public CompiledPack Pack { get; }

    public string Folder { get; }

    public List<(ResidentKey Resident, object Fact)> Facts { get; } = [];

    public static SampleArea Read(string name, CompiledPack pack)
    {
        var area = new SampleArea(name, pack);
        area.Each(RowFormats.Residents, row => new ResidentRegistered(
            pack.Annex.FindVillage(row.Township, row.Village)!.Code, row.Group, row.Household, row.Relation, row.BirthDate,
            row.IsUniversityStudent ? PersonGroup.UniversityStudent : PersonGroup.Resident, row.StudentMark,
            row.LastCoveredYear, row.Circumstance, row.CircumstanceOn, Guardian: null, Delivery: 1, row.Line), row => row.IdNumber);
        area.Each(RowFormats.Identities, row => new IdentityRecorded(
            $"{row.Category}|{row.Department}|{row.From}", 1, row.Category, row.Department, row.From, row.To), row => row.IdNumber);
        area.Each(RowFormats.Declarations, row => new EnrollmentDeclared(pack.Id, row.Tier ?? Tier.Single, row.On), row => row.IdNumber);
        area.Each(RowFormats.Withdrawals, row => new WithdrawalRequested(pack.Id, row.Reason, row.On), row => row.IdNumber);
        area.Each(RowFormats.Payments, row => new PaymentRecorded(
            pack.Id, row.Receipt, row.ReceiptLine, row.Kind, 1, Conflicting: false,
            [new RecordedPayment(row.Tier ?? Tier.Single, row.Amount, row.PaidAt, row.IsPersonal, row.OriginalReceipt)]), row => row.IdNumber);
        return area;
    }

    /// <summary>The line of expected.jsonl that a person comes to; null for who is not printed.</summary>
    public string? Line(ResidentKey key, Resident resident)
    {
        var file = resident.File(Pack.Id);
        var paid = LivePayments.Of(file).Paid;
        if (resident.Registration is null && paid.IsZero)
        {
            return null;
        }

        var now = file.Standing;
        return JsonSerializer.Serialize(new
        {
            idNumber = numbers[key],
            village = resident.Registration is { } registration ? Pack.Annex.FindVillage(registration.Village)!.Name : null,
            enrolled = now is not null,
            tier = now?.Tier,
            paidOn = now?.PaidOn,
            contribution = now?.Contribution,
            fiscalShareBorne = now?.FiscalShareBorne,
            subsidy = now?.Subsidy,
            fiscalShareSubsidised = now?.FiscalShareSubsidised,
            subsidyCategory = now?.SubsidyCategory,
            due = now?.Due,
            paid,
            coverage = now is null ? null : new { from = now.CoverageFrom, to = now.CoverageTo },
            refundDue = new Money(file.RefundByReason.Values.Sum(amount => amount.Fen)),
            exceptions = file.Exceptions,
        });
    }

    /// <summary>expected.jsonl, each line in the writing of <see cref="Line"/>.</summary>
    public IEnumerable<string> Expected() => File.ReadLines(Path.Combine(Folder, "expected.jsonl"))
        .Select(line => JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement));

    private void Each<TRow>(RowFormat<TRow> format, Func<TRow, object> factOf, Func<TRow, IdNumber> numberOf)
        where TRow : class, IFileRow
    {
        using var stream = File.OpenRead(Path.Combine(Folder, format.Kind.Code() + ".csv"));
        foreach (var read in FileReading.Rows(stream, FileReading.Check(stream, format.Kind), format))
        {
            var row = read.Row ?? throw new InvalidOperationException($"{format.Kind} line {read.Line}: {read.Problem!.Reason}");
            var key = EnrollmentService.Keys.For(numberOf(row));
            numbers[key] = numberOf(row).Reveal();
            Facts.Add((key, factOf(row)));
        }
    }
}
