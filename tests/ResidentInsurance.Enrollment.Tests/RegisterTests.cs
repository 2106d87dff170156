using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Intake;
using ResidentInsurance.Policy;
using ResidentInsurance.ServiceDefaults;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>户籍名册 on a real database: a row replaces the former by delivery and line, and what no event holds goes with it.</summary>
public sealed class RegisterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly CompiledPack Pack = Packs.Find(CampaignId.Parse("fengyan-2024"))!;
    private static readonly IdNumber Number = IdNumber.Parse("500000199001010016");
    private static readonly IdNumber Guardian = IdNumber.Parse("500000198505050025");

    private readonly ResidentFiles files = new(new FactFiles(new ResidentFacts(Packs), EnrollmentService.Keys, EnrollmentService.Table), Packs, EnrollmentService.Keys);
    private EnrollmentService? service;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => service = await EnrollmentService.StartAsync(postgres, Packs, Pack, _ => { });

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            await service.DisposeAsync();
        }
    }

    // The third says of the village what the first said: where only differences were kept, the second, coming last, would win.
    [Fact]
    public async Task In_any_order_and_however_often_rows_arrive_the_newest_delivery_decides_village_name_telephone_and_guardian()
    {
        (long Delivery, ResidentRow Row)[] deliveries =
        [
            (1, Row(2, "张三", "三教村", "13800000001")),
            (2, Row(9, "章三", "千丘村", "13800000002")),
            (3, Row(5, "张叁", "三教村", "13800000003")),
        ];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 1, 2, 0], [0, 2, 1, 1, 0, 2]];
        foreach (var order in orders)
        {
            await EmptyAsync();
            foreach (var next in order)
            {
                await TakeAsync(deliveries[next].Delivery, deliveries[next].Row);
            }

            Assert.Equal("三教村 张叁 13800000003 500000198505050025", await PersonAsync());
        }
    }

    [Fact]
    public async Task Of_two_rows_of_a_file_the_later_line_decides_whichever_page_is_faster()
    {
        var (early, late) = (Row(2, "张三", "三教村", "13800000001"), Row(700, "张叁", "三教村", "13800000003"));
        foreach (var pages in (ResidentRow[][][])[[[early], [late]], [[late], [early]], [[early, late]], [[late, early]]])
        {
            await EmptyAsync();
            foreach (var page in pages)
            {
                await TakeAsync(1, page);
            }

            Assert.Equal("三教村 张叁 13800000003 500000198505050025", await PersonAsync());
        }
    }

    [Fact]
    public async Task A_page_that_is_taken_again_is_repeated_whole_and_writes_nothing()
    {
        var row = Row(2, "张三", "三教村", "13800000001");
        Assert.False(Assert.Single(await TakeAsync(1, row)).IsRepeated);
        var before = await WrittenAsync();

        Assert.True(Assert.Single(await TakeAsync(1, row)).IsRepeated);

        Assert.Equal(before, await WrittenAsync());
    }

    private static ResidentRow Row(int line, string name, string village, string phone) => new(
        line, Number, name, new DateOnly(1990, 1, 1), null, null, village, null, null, null, null, phone,
        IsUniversityStudent: false, null, null, null, null, Guardian);

    private Task<IReadOnlyList<RowVerdict>> TakeAsync(long delivery, params ResidentRow[] page) => files.HandlePageAsync(
        new IntakeContext(Pack.Id, service!.Database, delivery, new string('0', 64), "户籍名册.csv",
            new Actor("李经办", ActorRole.Operator, Area: ""), new Files.FileOptions(), new Dictionary<string, string>()),
        page, Ct);

    private async Task<string> PersonAsync()
    {
        var key = EnrollmentService.Keys.For(Number);
        var resident = Resident.Of(await service!.Database.Pages.ReadAsync(Resident.Stream(key), Ct));
        var person = (await EnrollmentService.Table.ReadAsync(service.Database.Source, [key], Ct))[key];
        var village = Pack.Annex.FindVillage(resident.Registration!.Village)!.Name;
        return $"{village} {person.Name} {person.Telephone} {person.GuardianIdNumber}";
    }

    // Each writing of a person has another key.
    private async Task<string> WrittenAsync()
    {
        await using var command = service!.Database.Source.CreateCommand(
            "select (select count(*) from mt_events) || ' ' || (select string_agg(encode(wrapped_key, 'hex'), ' ') from person)");
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task EmptyAsync()
    {
        await using var command = service!.Database.Source.CreateCommand("truncate mt_events, mt_streams, person, resident cascade");
        await command.ExecuteNonQueryAsync(Ct);
    }
}
