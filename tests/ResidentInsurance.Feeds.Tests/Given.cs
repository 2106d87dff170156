global using ResidentInsurance.Contracts;
global using ResidentInsurance.Testing;
global using Xunit;

namespace ResidentInsurance.Feeds.Tests;

/// <summary>An account, the smallest thing with a history.</summary>
public sealed record AccountOpened(string Owner, DateOnly On);

/// <inheritdoc cref="AccountOpened"/>
public sealed record MoneyPaidIn(Money Amount, Tier? Tier = null);

/// <summary>Nobody else's business.</summary>
public sealed record NoteWritten(string Text);

/// <summary>What the tests of the store begin with.</summary>
internal static class Given
{
    internal static readonly CountyCode County = CountyCode.Parse("500000");
    internal static readonly EventHeaders Headers = new("tester", "request 1", "correlation", "causation");

    internal static EventTypes Types => new EventTypes()
        .Add<AccountOpened>("account_opened").Add<MoneyPaidIn>("money_paid_in").AddInternal<NoteWritten>("note_written");

    internal static NewEvent Opened(string owner = "测试1") => new(new AccountOpened(owner, new DateOnly(2024, 2, 29)), Headers);

    internal static NewEvent Note() => new(new NoteWritten("备注"), Headers);

    internal static NewEvent PaidIn(long yuan) => new(new MoneyPaidIn(Money.FromYuan(yuan)), Headers);

    internal static CountyDatabaseOptions Options(
        this PostgresFixture postgres, string service = "store", IReadOnlyList<ITableProjection>? projections = null,
        IReadOnlyList<string>? migrations = null, TimeProvider? clock = null) => new()
        {
            Service = postgres.DatabasePrefix + service,
            ConnectionString = postgres.Server,
            EventTypes = Types,
            Projections = projections ?? [],
            Migrations = migrations ?? [],
            Clock = clock ?? TimeProvider.System,
            Software = "0.0.1-test",
        };

    internal static async Task DropRoleAsync(this PostgresFixture postgres, string role, string database)
    {
        await postgres.ExecuteAsync($"drop database \"{database}\" with (force)");
        await postgres.ExecuteAsync($"drop role {role}");
    }

    internal static Task<CountyDatabase> OpenAsync(this CountyDatabaseOptions options) =>
        CountyDatabase.OpenAsync(options, County, TestContext.Current.CancellationToken);
}
