using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Persons;

/// <summary>The persons of a county, encrypted: the only place that knows who a resident key is. The table stands in the
/// county's own database, which each call names.</summary>
public sealed class PersonTable(IPersonCipher cipher, MasterKeys masterKeys)
{
    private const int RewrapRows = 1_000;

    /// <summary>The table <c>person</c>, for a service's migrations.</summary>
    public const string Migration =
        """
        -- ID number, name and telephones, encrypted under a data key of that person; erasing a person deletes the row.
        create table person (
            resident_key varchar not null constraint person_pk primary key,
            ciphertext bytea not null,
            wrapped_key bytea not null,
            master_key integer not null
        );
        """;

    /// <summary>The command that writes persons in the transaction of their events; of several with one key
    /// the last is stored, and a known person is replaced. Null where there are none.</summary>
    public NpgsqlBatchCommand? Put(IEnumerable<Person> persons) => Write(persons,
        "do update set ciphertext = excluded.ciphertext, wrapped_key = excluded.wrapped_key, master_key = excluded.master_key");

    /// <summary>As <see cref="Put"/>, but known persons stay as they are.</summary>
    public NpgsqlBatchCommand? AddMissing(IEnumerable<Person> persons) => Write(persons, "do nothing");

    /// <summary>Erases a person at once: without the row nobody can tell who the resident key is.</summary>
    /// <returns>False if it was not known.</returns>
    public static async Task<bool> EraseAsync(NpgsqlDataSource source, ResidentKey key, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("delete from person where resident_key = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Value });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>The persons that are known, by key.</summary>
    public async Task<IReadOnlyDictionary<ResidentKey, PersonData>> ReadAsync(
        NpgsqlDataSource source, IReadOnlyCollection<ResidentKey> keys, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "select resident_key, ciphertext, wrapped_key, master_key from person where resident_key = any ($1)");
        command.Parameters.Add(Array(Texts(keys), NpgsqlDbType.Varchar));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var persons = new Dictionary<ResidentKey, PersonData>(keys.Count);
        while (await reader.ReadAsync(cancellation))
        {
            persons.Add(ResidentKey.Parse(reader.GetString(0)), Decrypt(reader));
        }

        return persons;
    }

    /// <summary>The keys for which no person is known.</summary>
    public static async Task<IReadOnlySet<ResidentKey>> MissingAsync(
        NpgsqlDataSource source, IReadOnlyCollection<ResidentKey> keys, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select resident_key from person where resident_key = any ($1)");
        command.Parameters.Add(Array(Texts(keys), NpgsqlDbType.Varchar));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var missing = keys.ToHashSet();
        while (await reader.ReadAsync(cancellation))
        {
            missing.Remove(ResidentKey.Parse(reader.GetString(0)));
        }

        return missing;
    }

    /// <summary>Wraps every data key under the newest master key, in small transactions; may be broken off and run
    /// again. The encrypted data stay as they are.</summary>
    /// <returns>How many persons were re-wrapped.</returns>
    public async Task<long> RewrapAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var total = 0L;
        var last = "";
        while (await RewrapSomeAsync(source, last, cancellation) is [.., var end] rewrapped)
        {
            last = end;
            total += rewrapped.Count;
        }

        return total;
    }

    private async Task<IReadOnlyList<string>> RewrapSomeAsync(
        NpgsqlDataSource source, string after, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var old = new NpgsqlCommand(
            """
            select resident_key, wrapped_key, master_key from person where resident_key > $3 and master_key < $1
            order by resident_key limit $2 for update
            """,
            connection, transaction);
        old.Parameters.Add(new NpgsqlParameter<int> { TypedValue = masterKeys.Newest });
        old.Parameters.Add(new NpgsqlParameter<int> { TypedValue = RewrapRows });
        old.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        var keys = new List<string>();
        var wrapped = new List<byte[]>();
        await using (var reader = await old.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                keys.Add(reader.GetString(0));
                wrapped.Add(Rewrapped(reader));
            }
        }

        await using var update = new NpgsqlCommand(
            """
            update person p set wrapped_key = n.wrapped_key, master_key = $3
            from unnest($1, $2) as n (resident_key, wrapped_key) where p.resident_key = n.resident_key
            """,
            connection, transaction);
        update.Parameters.Add(Array(keys.ToArray(), NpgsqlDbType.Varchar));
        update.Parameters.Add(Array(wrapped.ToArray(), NpgsqlDbType.Bytea));
        update.Parameters.Add(new NpgsqlParameter<int> { TypedValue = masterKeys.Newest });
        await update.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return keys;
    }

    private NpgsqlBatchCommand? Write(IEnumerable<Person> persons, string onConflict)
    {
        // In key order, as everybody writes them, and each key once: one statement cannot write a row twice.
        var byKey = new SortedDictionary<string, PersonData>(StringComparer.Ordinal);
        foreach (var person in persons)
        {
            byKey[person.Key.Value] = person.Data;
        }

        if (byKey.Count == 0)
        {
            return null;
        }

        var ciphertexts = new byte[byKey.Count][];
        var wrapped = new byte[byKey.Count][];
        var dataKey = new byte[cipher.KeyBytes];
        var i = 0;
        foreach (var (key, data) in byKey)
        {
            RandomNumberGenerator.Fill(dataKey);
            ciphertexts[i] = cipher.Encrypt(
                dataKey, JsonSerializer.SerializeToUtf8Bytes(data, PersonJson.Default.PersonData), BoundTo(key));
            wrapped[i++] = Wrap(key, dataKey);
        }

        CryptographicOperations.ZeroMemory(dataKey);
        return new NpgsqlBatchCommand(
            $"""
            insert into person (resident_key, ciphertext, wrapped_key, master_key)
            select resident_key, ciphertext, wrapped_key, $4 from unnest($1, $2, $3) as p (resident_key, ciphertext, wrapped_key)
            on conflict (resident_key) {onConflict}
            """)
        {
            Parameters =
            {
                Array(byKey.Keys.ToArray(), NpgsqlDbType.Varchar), Array(ciphertexts, NpgsqlDbType.Bytea),
                Array(wrapped, NpgsqlDbType.Bytea), new NpgsqlParameter<int> { TypedValue = masterKeys.Newest },
            },
        };
    }

    private PersonData Decrypt(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        var dataKey = Unwrap(key, reader.GetFieldValue<byte[]>(2), reader.GetInt32(3));
        var json = cipher.Decrypt(dataKey, reader.GetFieldValue<byte[]>(1), BoundTo(key));
        CryptographicOperations.ZeroMemory(dataKey);
        return JsonSerializer.Deserialize(json, PersonJson.Default.PersonData)!;
    }

    private byte[] Rewrapped(NpgsqlDataReader reader)
    {
        var key = reader.GetString(0);
        return Wrap(key, Unwrap(key, reader.GetFieldValue<byte[]>(1), reader.GetInt32(2)));
    }

    private byte[] Wrap(string key, byte[] dataKey) =>
        cipher.Encrypt(masterKeys.Of(masterKeys.Newest), dataKey, BoundTo(key));

    private byte[] Unwrap(string key, byte[] wrapped, int version) =>
        cipher.Decrypt(masterKeys.Of(version), wrapped, BoundTo(key));

    private static byte[] BoundTo(string key) => Encoding.ASCII.GetBytes(key);

    private static string[] Texts(IReadOnlyCollection<ResidentKey> keys) => [.. keys.Select(key => key.Value)];

    private static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
