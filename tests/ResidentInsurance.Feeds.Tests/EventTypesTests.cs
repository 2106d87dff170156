using System.Reflection;
using System.Text;
using JasperFx.Events;

namespace ResidentInsurance.Feeds.Tests;

public sealed class EventTypesTests
{
    public static TheoryData<string, object> Stored => new()
    {
        { "account_opened", new AccountOpened("测试1 \"quoted\"", new DateOnly(2024, 2, 29)) },
        { "money_paid_in", new MoneyPaidIn(new Money(38050), Tier.High) },
        { "money_paid_in_without_tier", new MoneyPaidIn(Money.FromYuan(380)) },
    };

    // Golden files are never changed or deleted: databases hold events in their form.
    [Theory]
    [MemberData(nameof(Stored))]
    public async Task An_event_is_written_as_it_always_was_and_read_back(string file, object data)
    {
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", file + ".json"), TestContext.Current.CancellationToken)).TrimEnd();
        var types = Given.Types;
        Assert.Equal(golden, Encoding.UTF8.GetString(types.Serialize(data)));
        Assert.Equal(data, types.Deserialize(types.AliasOf(data), Encoding.UTF8.GetBytes(golden)));
    }

    // Reading passes over the constructor: what a later version of Marten sets there must not be missed.
    [Fact]
    public void A_wrapped_event_is_what_its_constructor_makes_but_for_the_random_id()
    {
        var data = new MoneyPaidIn(Money.FromYuan(380));
        var made = new Event<MoneyPaidIn>(data) { EventTypeName = "money_paid_in", Id = Guid.Empty };

        var wrapped = Given.Types.Wrap(data);

        Assert.IsType<Event<MoneyPaidIn>>(wrapped);
        Assert.All(typeof(Event<MoneyPaidIn>).GetProperties(), property =>
            Assert.Equal(property.GetValue(made), property.GetValue(wrapped)));
        Assert.All(typeof(Event<MoneyPaidIn>).GetFields(BindingFlags.Instance | BindingFlags.NonPublic), field =>
            Assert.Equal(field.GetValue(made), field.GetValue(wrapped)));
    }

    [Fact]
    public void An_unknown_stored_type_throws() =>
        Assert.Throws<UnknownEventTypeException>(() => Given.Types.Deserialize("never_registered", "{}"u8));

    [Fact]
    public void An_unregistered_event_throws() =>
        Assert.Throws<UnknownEventTypeException>(() => Given.Types.AliasOf("a text"));

    [Theory]
    [InlineData("")]
    [InlineData("AccountOpened")]
    [InlineData("account-opened")]
    public void An_alias_is_snake_case(string alias) =>
        Assert.Throws<ArgumentException>(() => new EventTypes().Add<AccountOpened>(alias));

    [Fact]
    public void An_alias_and_a_type_are_registered_once()
    {
        Assert.Throws<ArgumentException>(() => Given.Types.Add<AccountOpened>("account_opened_again"));
        Assert.Throws<ArgumentException>(() => Given.Types.Add<EventHeaders>("account_opened"));
    }

    [Fact]
    public void A_former_shape_is_read_in_the_present_one()
    {
        var types = Given.Types.Upcast(
            "account_created", old => new AccountOpened(old.RootElement.GetProperty("Name").GetString()!, new DateOnly(2020, 1, 1)));
        Assert.Equal(
            new AccountOpened("测试2", new DateOnly(2020, 1, 1)),
            types.Deserialize("account_created", Encoding.UTF8.GetBytes("""{"Name":"测试2"}""")));
        Assert.Equal("account_opened", types.AliasOf(new AccountOpened("测试2", default)));
    }
}
