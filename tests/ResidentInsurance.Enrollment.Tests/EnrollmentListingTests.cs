using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;
using ResidentInsurance.Policy;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>The persons of a campaign in the order of their numbers, over a real database.</summary>
public sealed class EnrollmentListingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));
    private static readonly CompiledPack Pack = Packs.Find(CampaignId.Parse("fengyan-2024"))!;

    // One of each kind; the order is that of their characters.
    private static readonly string[] Numbers =
    [
        "500000193506091088", "50000019900101018X", "810000199001010019", "910000199001010012", "A000000001", "ABC000000000001",
        "Z999999999",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_of_every_kind_come_in_their_order_and_as_they_are()
    {
        await using var service = await EnrollmentService.StartAsync(postgres, Packs, Pack, _ => { });
        var persons = Numbers.Reverse().Select(number =>
            new Person(EnrollmentService.Keys.For(IdNumber.Parse(number)), new PersonData(number, "测试人", null, null))).ToList();
        await new ResidentFacts(Packs).RecordAsync(service.Database.Pages,
            [.. persons.Select((person, line) => new ResidentFact(person.Key, Registered(line), new EventHeaders("李经办", "test")))],
            (work, _) => work.Add(EnrollmentService.Table.Put(persons)!), Ct);

        Assert.Equal(Numbers, await ListedAsync(reveal: true));
        Assert.Equal(Numbers.Select(number => IdNumber.Parse(number).ToString()), await ListedAsync(reveal: false));

        async Task<List<string?>> ListedAsync(bool reveal)
        {
            await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
            var listing = new EnrollmentListing(new PersonNumbers(EnrollmentService.Table, services.GetRequiredService<IHttpClientFactory>()));
            return await listing.ReadAsync(service.Database, Pack, reveal, Ct).Select(line => line.IdNumber).ToListAsync(Ct);
        }
    }

    private static ResidentRegistered Registered(int line) => new(
        Pack.Annex.Villages[0].Code, null, null, null, new DateOnly(1990, 1, 1), PersonGroup.Resident, null, null, null, null, null,
        Delivery: 1, line);
}
