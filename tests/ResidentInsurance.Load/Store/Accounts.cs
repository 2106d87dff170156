using System.Globalization;
using NpgsqlTypes;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;

namespace ResidentInsurance.Load.Store;

/// <summary>About 280 bytes as stored, like the next one: the usual size of an event of a resident.</summary>
public sealed record AccountOpened(
    string Owner, string Village, string Household, string Relation, DateOnly BirthDate, DateOnly OpenedOn, string Channel,
    string Office, string Remark);

/// <inheritdoc cref="AccountOpened"/>
public sealed record MoneyPaidIn(
    string Receipt, int Line, Money Amount, Tier Tier, DateTime PaidAt, DateOnly BookedOn, string Channel, string Office,
    string Payer, string Remark);

/// <summary>The smallest thing with a history and a row: what the store is measured with, apart from all rules.</summary>
/// <param name="Balance">In fen.</param>
public sealed record Account(string Id, string Owner, string Village, long Balance)
{
    public const string Migration =
        "create table account (id text primary key, owner text not null, village text not null, balance bigint not null)";

    public static EventTypes Types { get; } =
        new EventTypes().Add<AccountOpened>("account_opened").Add<MoneyPaidIn>("money_paid_in");

    public static readonly ITableProjection Projection = new StreamProjection<Account>("account", Types,
        new ProjectionTable<Account>("account", (a, b) => string.CompareOrdinal(a.Id, b.Id))
            .Key("id", NpgsqlDbType.Text, row => row.Id)
            .Column("owner", NpgsqlDbType.Text, row => row.Owner)
            .Column("village", NpgsqlDbType.Text, row => row.Village)
            .Column("balance", NpgsqlDbType.Bigint, row => row.Balance),
        stream => Of(stream) is { } account ? [account] : []);

    private static readonly EventHeaders Headers = new("bench", "bench.csv/1");

    /// <summary>What is written in a round that writes rows: the streams, their events and the projection.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["mt_streams", "mt_events", "account"];

    /// <summary>A stream's id; they are spread like keyed hashes.</summary>
    public static string Stream(int number) =>
        "account-" + ((ulong)(uint)(number + 1) * 0x9E3779B97F4A7C15).ToString("x16", CultureInfo.InvariantCulture);

    public static IReadOnlyList<NewEvent> Events(int number) => [Opened(number), PaidIn(number)];

    public static NewEvent Opened(int number) => new(new AccountOpened(
        $"测试{number}", "500119212203", $"01{number:00000}", "户主", new DateOnly(1960, 1, 1).AddDays(number % 9_000),
        new DateOnly(2023, 9, 1), "村代收", "测试税务所", "what a clerk would note about an account when it is opened for a member"), Headers);

    public static NewEvent PaidIn(int number) => new(new MoneyPaidIn(
        $"31{number:0000000}", 1 + (number % 5), Money.FromYuan(350), Tier.Low,
        new DateTime(2023, 9, 1, 8, 30, 0, DateTimeKind.Unspecified).AddSeconds(number % 7_000_000), new DateOnly(2023, 9, 3), "微信",
        "测试税务所", $"测试{number}", "what a clerk would note about a payment in two or three words"), Headers);

    /// <summary>The state that a stream's events come to; null where there are none.</summary>
    public static Account? Of(StreamSlice stream)
    {
        Account? account = null;
        foreach (var stored in stream.Events)
        {
            account = stored.Data switch
            {
                AccountOpened e => new Account(stream.Id, e.Owner, e.Village, 0),
                MoneyPaidIn e => account! with { Balance = account.Balance + e.Amount.Fen },
                _ => throw new InvalidOperationException($"An account has no event {stored.Data.GetType().Name}."),
            };
        }

        return account;
    }
}
