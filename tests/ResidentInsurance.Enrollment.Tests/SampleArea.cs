using System.Collections.Immutable;
using System.Text.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>A folder of files and what they have to come to (tests/samples).</summary>
internal sealed class SampleArea
{
    // Of identities worth the same the samples name none.
    private const string Tie = "(tie)";

    private readonly Dictionary<ResidentKey, string> numbers = [];
    private readonly HashSet<string> ties;

    private SampleArea(string folder, CompiledPack pack)
    {
        Pack = pack;
        Folder = folder;
        ties = [.. File.ReadLines(Path.Combine(Folder, "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("subsidyCategory").ValueEquals(Tie)).Select(line => line.GetProperty("idNumber").GetString()!)];
    }

    public CompiledPack Pack { get; }

    public string Folder { get; }

    public List<(ResidentKey Resident, object Fact)> Facts { get; } = [];

    public static SampleArea Read(string name, CompiledPack pack) =>
        ReadFolder(Path.Combine(AppContext.BaseDirectory, "samples", name), pack);

    public static SampleArea ReadFolder(string folder, CompiledPack pack)
    {
        var area = new SampleArea(folder, pack);
        area.Each(RowFormats.Residents, row => new ResidentRegistered(
            pack.Annex.FindVillage(row.Township, row.Village)!.Code, row.Group, row.Household, row.Relation, row.BirthDate,
            row.IsUniversityStudent ? PersonGroup.UniversityStudent : PersonGroup.Resident, row.StudentMark,
            row.LastCoveredYear, row.Circumstance, row.CircumstanceOn, Guardian: null, Delivery: 1, row.Line), row => row.IdNumber);
        area.Each(RowFormats.Identities, row => new IdentityRecorded(
            $"{row.Category}|{row.Department}|{row.From}", 1, row.Category, row.Department, row.From, row.To), row => row.IdNumber);
        area.Each(RowFormats.Declarations, row => new EnrollmentDeclared(pack.Id, row.Tier ?? Tier.Single, row.On), row => row.IdNumber);
        area.Each(RowFormats.Withdrawals, row => new WithdrawalRequested(pack.Id, row.Reason, row.On), row => row.IdNumber);
        var contents = new Dictionary<PaymentRowId, ImmutableArray<RecordedPayment>>();
        area.Each(RowFormats.Payments, row => RecordedOf(row, pack, contents), row => row.IdNumber);
        return area;
    }

    // As payment-ingestion tells of it: each distinct content of a row's identity is a version of the row.
    private static PaymentRecorded RecordedOf(
        PaymentFileRow row, CompiledPack pack, Dictionary<PaymentRowId, ImmutableArray<RecordedPayment>> contents)
    {
        var id = new PaymentRowId(row.Receipt, row.ReceiptLine, row.Kind);
        var content = new RecordedPayment(row.Tier ?? Tier.Single, row.Amount, row.PaidAt, row.IsPersonal, row.OriginalReceipt);
        var known = contents.GetValueOrDefault(id, []);
        contents[id] = known = known.Contains(content) ? known : known.Add(content);
        return new PaymentRecorded(
            pack.Id, id.Receipt, id.Line, id.Kind, RowVersion: known.Length, Conflicting: known.Length > 1, known);
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

        var now = file.Cover;
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
            subsidyCategory = ties.Contains(numbers[key]) && now?.SubsidyCategory is not null ? Tie : now?.SubsidyCategory,
            due = now?.Due,
            paid,
            coverage = now is null ? null : new { from = now.Coverage.From, to = now.Coverage.To },
            refundDue = new Money(file.RefundByReason.Values.Sum(amount => amount.Fen)),
            exceptions = file.Exceptions,
            suspended = (now?.Suspended ?? Suspensions.None).Select(suspension => new { from = suspension.From, to = suspension.To }),
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
