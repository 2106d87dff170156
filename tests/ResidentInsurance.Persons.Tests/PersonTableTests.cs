using System.Security.Cryptography;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Testing;
using Xunit;

namespace ResidentInsurance.Persons.Tests;

public sealed class PersonTableTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Key1 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private const string TwoKeys =
        "1:" + Key1 + ",2:202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

    private const string SecondKey = "2:202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Persons_are_read_as_they_were_put()
    {
        await using var database = await OpenAsync("put");
        var persons = Enumerable.Range(1, 3_000).Select(Someone).ToList();
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put(persons)!), Cancellation);

        var read = await Table().ReadAsync(database.Source, [.. persons.Select(p => p.Key), Someone(4_000).Key], Cancellation);
        Assert.Equal(3_000, read.Count);
        Assert.All(persons, person => Assert.Equal(person.Data, read[person.Key]));
        Assert.Equal(
            [Someone(4_000).Key], await PersonTable.MissingAsync(database.Source, [persons[0].Key, Someone(4_000).Key], Cancellation));
    }

    [Fact]
    public async Task A_later_row_replaces_and_an_added_one_does_not()
    {
        await using var database = await OpenAsync("replace");
        var first = Someone(1);
        var renamed = first with { Data = first.Data with { Name = "测试一" } };
        var other = first with { Data = first.Data with { Name = "测试二" } };
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put([first, renamed])!), Cancellation);
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().AddMissing([other])!), Cancellation);
        Assert.Equal(renamed.Data, (await Table().ReadAsync(database.Source, [first.Key], Cancellation))[first.Key]);
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put([other])!), Cancellation);
        Assert.Equal(other.Data, (await Table().ReadAsync(database.Source, [first.Key], Cancellation))[first.Key]);
    }

    [Fact]
    public async Task Nothing_of_a_person_stands_readable_in_the_table()
    {
        await using var database = await OpenAsync("hidden");
        var person = Someone(1);
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put([person])!), Cancellation);
        await using var command = database.Source.CreateCommand("select ciphertext || wrapped_key from person");
        var bytes = (byte[])(await command.ExecuteScalarAsync(Cancellation))!;
        foreach (var text in (string[])[person.Data.IdNumber, person.Data.Name!, person.Data.Telephone!, "IdNumber"])
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)));
        }

        Assert.DoesNotContain(person.Data.IdNumber, person.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_person_is_gone()
    {
        await using var database = await OpenAsync("erased");
        var (first, second) = (Someone(1), Someone(2));
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put([first, second])!), Cancellation);
        Assert.True(await PersonTable.EraseAsync(database.Source, first.Key, Cancellation));
        Assert.False(await PersonTable.EraseAsync(database.Source, first.Key, Cancellation));
        Assert.Equal([second.Key], (await Table().ReadAsync(database.Source, [first.Key, second.Key], Cancellation)).Keys);
    }

    [Fact]
    public async Task Rotation_re_wraps_every_key_and_leaves_the_data_as_they_are()
    {
        var persons = Enumerable.Range(1, 2_500).Select(Someone).ToList();
        await using var database = await OpenAsync("rotated");
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put(persons)!), Cancellation);

        var during = Table(TwoKeys);
        Assert.Equal(2_500, await during.RewrapAsync(database.Source, Cancellation));
        Assert.Equal(0, await during.RewrapAsync(database.Source, Cancellation));

        var read = await Table(SecondKey).ReadAsync(database.Source, [.. persons.Select(p => p.Key)], Cancellation);
        Assert.All(persons, person => Assert.Equal(person.Data, read[person.Key]));
    }

    [Fact]
    public async Task A_row_moved_to_another_person_is_not_read()
    {
        await using var database = await OpenAsync("moved");
        await database.Pages.TransactAsync([], _ => [], work => work.Add(Table().Put([Someone(1)])!), Cancellation);
        await using var move = database.Source.CreateCommand($"update person set resident_key = '{Someone(2).Key.Value}'");
        await move.ExecuteNonQueryAsync(Cancellation);
        await Assert.ThrowsAnyAsync<CryptographicException>(
            () => Table().ReadAsync(database.Source, [Someone(2).Key], Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1:0g")]
    [InlineData("1:000")]
    [InlineData("2:00,1:00")]
    public void Master_keys_of_another_form_are_refused_without_being_quoted(string text)
    {
        var fault = Assert.Throws<FormatException>(() => MasterKeys.Parse(text));
        Assert.DoesNotContain("0g", fault.Message, StringComparison.Ordinal);
    }

    private static PersonTable Table(string masterKeys = "1:" + Key1) =>
        new(new AesGcmPersonCipher(), MasterKeys.Parse(masterKeys));

    private Task<CountyDatabase> OpenAsync(string name) => CountyDatabase.OpenAsync(
        new CountyDatabaseOptions
        {
            Service = postgres.DatabasePrefix + name,
            ConnectionString = postgres.Server,
            EventTypes = new EventTypes().Add<Noted>("noted"),
            Migrations = [PersonTable.Migration],
        }, CountyCode.Parse("500000"), Cancellation);

    private static Person Someone(int n)
    {
        var first17 = $"50000019{n % 100:00}0{1 + (n % 9)}{1 + (n % 28):00}{n % 1_000:000}";
        var number = first17 + IdNumber.CheckDigit(first17);
        var data = new PersonData($"{number}-{n}", $"测试{n}", $"1390000{n:0000}", n % 3 == 0 ? number : null);
        return new Person(ResidentKey.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{n}")).AsSpan(0, 16))), data);
    }

    private sealed record Noted(int Number);
}
