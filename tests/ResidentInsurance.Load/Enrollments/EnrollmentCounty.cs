using ResidentInsurance.Contracts;
using ResidentInsurance.Enrollment;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;
using ResidentInsurance.Generator;
using ResidentInsurance.Policy;

namespace ResidentInsurance.Load.Enrollments;

/// <summary>Enrollment's database of a generated county when all its files have taken effect, made by the code that the
/// service takes facts with. The scenarios only read its events.</summary>
internal sealed class EnrollmentCounty : IAsyncDisposable
{
    /// <summary>Somewhat more than 500,000 of them have a row in the campaign: about 823 in a thousand.</summary>
    public const int Persons = 620_000;

    public const string Campaign = "fengyan-2024";

    private const int FactsPerPage = 500;
    private const int PagesAtATime = 2;
    private const int Seed = 1;

    private static readonly string PacksFolder = Path.Combine(AppContext.BaseDirectory, "packs");
    private static readonly EventHeaders Headers = new("bench", "bench.csv/1");
    private static readonly ResidentKeys Keys = new("a secret of the benchmark only"u8);

    private EnrollmentCounty(CountyDatabase database, string folder)
    {
        Database = database;
        Folder = folder;
    }

    public static PackLibrary Packs { get; } = PackLibrary.Load(PacksFolder);

    public static string PackFile { get; } = Path.Combine(PacksFolder, Campaign + ".yaml");

    public static CompiledPack Pack { get; } = Packs.Find(CampaignId.Parse(Campaign))!;

    public CountyDatabase Database { get; }

    /// <summary>For files that a scenario needs.</summary>
    public string Folder { get; }

    public static async Task<EnrollmentCounty> FillAsync(
        PrivatePostgres postgres, string folder, int persons, CancellationToken cancellation)
    {
        var database = await postgres.OpenAsync(
            "enrollment", EnrollmentEvents.Types, EnrollmentTables.Projections, EnrollmentTables.Migrations, cancellation);
        var county = new EnrollmentCounty(database, Path.Combine(folder, "files"));
        await Console.Error.WriteLineAsync($"filling a county of {persons:N0} persons …");
        using (var pack = File.OpenText(PackFile))
        {
            AreaGenerator.Generate(Generator.Annex.Parse(pack), Seed, persons).Write(county.Folder);
        }

        await county.TakeAsync(RowFormats.Residents, RegistrationOf, row => row.IdNumber, cancellation);
        await county.TakeAsync(RowFormats.Identities, row => new IdentityRecorded(
            $"{row.Category}|{row.Department}|{row.From}", 1, row.Category, row.Department, row.From, row.To), row => row.IdNumber, cancellation);
        await county.TakeAsync(RowFormats.Declarations, row => new EnrollmentDeclared(Pack.Id, row.Tier ?? Tier.Single, row.On),
            row => row.IdNumber, cancellation);
        await county.TakeAsync(RowFormats.Payments, row => new PaymentRecorded(
            Pack.Id, row.Receipt, row.ReceiptLine, row.Kind, 1, Conflicting: false,
            [new RecordedPayment(row.Tier ?? Tier.Single, row.Amount, row.PaidAt, row.IsPersonal, row.OriginalReceipt)]),
            row => row.IdNumber, cancellation);
        await county.TakeAsync(RowFormats.Withdrawals, row => new WithdrawalRequested(Pack.Id, row.Reason, row.On), row => row.IdNumber, cancellation);

        // As autovacuum leaves it in a county that stands for a while.
        await Tables.ExecuteAsync(database, "vacuum analyze", cancellation);
        await Console.Error.WriteLineAsync("filled");
        return county;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static ResidentRegistered RegistrationOf(ResidentRow row) => new(
        Pack.Annex.FindVillage(row.Township, row.Village)!.Code, row.Group, row.Household, row.Relation, row.BirthDate,
        row.IsUniversityStudent ? PersonGroup.UniversityStudent : PersonGroup.Resident, row.StudentMark, row.LastCoveredYear,
        row.Circumstance, row.CircumstanceOn, Guardian: null, Delivery: 1, row.Line);

    private async Task TakeAsync<TRow>(
        RowFormat<TRow> format, Func<TRow, object> factOf, Func<TRow, IdNumber> numberOf, CancellationToken cancellation)
        where TRow : class, IFileRow
    {
        var facts = new ResidentFacts(Packs);
        await using var stream = File.OpenRead(Path.Combine(Folder, format.Kind.Code() + ".csv"));
        var rows = FileReading.Rows(stream, FileReading.Check(stream, format.Kind), format)
            .Select(read => read.Row ?? throw new InvalidOperationException($"{format.Kind} line {read.Line}: {read.Problem!.Reason}"));
        await Parallel.ForEachAsync(
            rows.Select(row => new ResidentFact(Keys.For(numberOf(row)), factOf(row), Headers)).Chunk(FactsPerPage),
            new ParallelOptions { MaxDegreeOfParallelism = PagesAtATime, CancellationToken = cancellation },
            async (page, token) =>
            {
                var recorded = await facts.RecordAsync(Database.Pages, page, alongside: null, token);
                if (recorded.Failed.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"{recorded.Failed.Count} facts of {format.Kind} could not be decided.", recorded.Failed.Values.First());
                }
            });
    }
}
