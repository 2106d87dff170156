namespace ResidentInsurance.Feeds.Tests;

/// <summary>The tables that Marten 9.29 creates with string stream ids and metadata on, column by column.</summary>
public sealed class EventTablesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string Layout =
        """
        mt_streams id character varying
        mt_streams type character varying
        mt_streams version bigint
        mt_streams timestamp timestamp with time zone
        mt_streams created timestamp with time zone
        mt_streams tenant_id character varying
        mt_streams is_archived boolean
        mt_events seq_id bigint
        mt_events id uuid
        mt_events stream_id character varying
        mt_events version bigint
        mt_events data jsonb
        mt_events bdata bytea
        mt_events type character varying(500)
        mt_events timestamp timestamp with time zone
        mt_events tenant_id character varying
        mt_events mt_dotnet_type character varying
        mt_events correlation_id character varying
        mt_events causation_id character varying
        mt_events headers jsonb
        mt_events is_archived boolean
        mt_event_progression name character varying
        mt_event_progression last_seq_id bigint
        mt_event_progression last_updated timestamp with time zone
        """;

    private CountyDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await postgres.Options("layout").OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task The_columns_are_those_of_Marten_and_no_others() => Assert.Equal(
        Layout.Split('\n').Order(StringComparer.Ordinal),
        await ColumnAsync(
            """
            select c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relname in ('mt_streams', 'mt_events', 'mt_event_progression') and a.attnum > 0 and not a.attisdropped
            order by 1
            """));

    [Fact]
    public async Task The_keys_and_indexes_are_those_of_Marten_and_no_others() => Assert.Equal(
        [
            "mt_event_progression pk_mt_event_progression unique (name)",
            "mt_events pk_mt_events_stream_and_version unique (stream_id, version)",
            "mt_events pkey_mt_events_seq_id unique (seq_id)",
            "mt_streams pkey_mt_streams_id unique (id)",
        ],
        await ColumnAsync(
            """
            select tablename || ' ' || indexname || case when indexdef like 'CREATE UNIQUE%' then ' unique ' else ' ' end
                || substring(indexdef from '\(.*\)')
            from pg_indexes where tablename like 'mt\_%' order by 1
            """));

    [Fact]
    public async Task An_event_belongs_to_a_stream_row() => Assert.Equal(
        ["fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE"],
        await ColumnAsync(
            "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and conrelid = 'mt_events'::regclass"));

    [Fact]
    public async Task The_sequence_is_owned_by_its_column() => Assert.Equal(
        ["public.mt_events_sequence"], await ColumnAsync("select pg_get_serial_sequence('mt_events', 'seq_id')"));

    [Fact]
    public async Task Every_column_that_a_reader_needs_is_written()
    {
        var clock = FixedClock.At(2024, 3, 1);
        await using var store = await postgres.Options("layout", clock: clock).OpenAsync();
        await store.Events.AppendAsync("account-a", 0, [Given.Opened(), Given.PaidIn(3)], Cancellation);
        await store.Events.TransactAsync(["account-a", "account-b"], _ => [Given.PaidIn(4)], null, Cancellation);

        Assert.Equal(
            ["account-a 3 *DEFAULT* false 2024-03-01", "account-b 1 *DEFAULT* false 2024-03-01"],
            await ColumnAsync(
                "select concat_ws(' ', id, version, tenant_id, is_archived::text, timestamp::date) from mt_streams order by id"));
        Assert.Equal(
            [
                """account_opened account-a 1 {"On": "2024-02-29", "Owner": "测试1"}""",
                """money_paid_in account-a 2 {"Amount": 3}""",
                """money_paid_in account-a 3 {"Amount": 4}""",
                """money_paid_in account-b 1 {"Amount": 4}""",
            ],
            await ColumnAsync("select concat_ws(' ', type, stream_id, version, data) from mt_events order by seq_id"));
        Assert.Equal(
            ["""*DEFAULT* false 2024-03-01 correlation causation {"Actor": "tester", "Source": "request 1", "Software": "0.0.1-test"}"""],
            await ColumnAsync(
                """
                select distinct concat_ws(' ', tenant_id, is_archived::text, timestamp::date, correlation_id, causation_id, headers)
                from mt_events
                """));
        Assert.Equal(
            ["4 4"], // every event's stream has a row, with the real last version
            await ColumnAsync(
                """
                select concat_ws(' ', count(*), sum(case when s.version >= e.version then 1 end))
                from mt_events e join mt_streams s on s.id = e.stream_id where not s.is_archived
                """));
    }

    private async Task<IReadOnlyList<string>> ColumnAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var values = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
