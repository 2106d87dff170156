using System.Collections.Immutable;
using System.Text;
using ResidentInsurance.Contracts;
using ResidentInsurance.Files;
using ResidentInsurance.Policy;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

public sealed class StoredEventTests
{
    private static readonly CampaignId Fengyan = CampaignId.Parse("fengyan-2024");
    private static readonly ResidentKey Guardian = ResidentKey.Parse("0123456789abcdef0123456789abcdef");

    private static readonly Cover Before = new(
        VillageCode.Parse("500119.fengyan.01"), Tier.Low, new(2023, 11, 2), new(2023, 11, 2), Money.FromYuan(380), Money.Zero,
        Money.Zero, Money.Zero, null, null, Money.FromYuan(380), new(new(2024, 1, 1), new(2024, 12, 31)),
        Suspensions.None.Begin(new(2024, 5, 6)));

    private static readonly Cover Cover = Before with
    {
        Subsidy = Money.FromYuan(342), SubsidyCategory = "subsistence-allowance", SubsidyDepartment = "民政局", Due = Money.FromYuan(38),
    };

    private static readonly ImmutableArray<Reason> Reasons =
        [new Reason("subsidy", "六（一）1", "FY1") { Amount = Money.FromYuan(342), Category = "subsistence-allowance", Tier = Tier.Low }];

    public static TheoryData<string, object> Stored => new()
    {
        { "campaign_opened", new CampaignOpened(Fengyan, 1) },
        { "campaign_closed", new CampaignClosed(Fengyan) },
        {
            "resident_registered", new ResidentRegistered(
                VillageCode.Parse("500119.fengyan.01"), "3组", "0012", "子", new(2004, 5, 1), PersonGroup.UniversityStudent, StudentMark.Freshman,
                2023, "moved-in", new(2024, 2, 3), Guardian, Delivery: 4, Line: 17)
        },
        { "identity_recorded", new IdentityRecorded("identity-record-1", 2, "severe-disability", "残联", new(2023, 12, 13), new(2024, 4, 3)) },
        {
            "payment_recorded", new PaymentRecorded(Fengyan, "3100-0001", 1, PaymentRowKind.Reversal, 2, Conflicting: true,
                [new RecordedPayment(Tier.Low, new Money(38_050), new DateTime(2023, 11, 2, 9, 15, 0, DateTimeKind.Unspecified), Personal: true, "3100-0000")])
        },
        { "enrollment_declared", new EnrollmentDeclared(Fengyan, Tier.High, new(2023, 11, 2)) },
        { "withdrawal_requested", new WithdrawalRequested(Fengyan, WithdrawalReason.InsuredElsewhere, new(2023, 12, 1)) },
        {
            "waiting_certification_decided", new WaitingCertificationDecided(
                Fengyan, "orphan", new(2024, 2, 10), Money.FromYuan(380), new DateTimeOffset(2024, 2, 12, 9, 0, 0, TimeSpan.FromHours(8)))
        },
        { "coverage_granted", new CoverageGranted(Fengyan, 1, 1, Cover, Reasons) },
        { "coverage_revised", new CoverageRevised(Fengyan, 2, 1, Before, Cover, Reasons) },
        { "coverage_withdrawn", new CoverageWithdrawn(Fengyan, 3, 1, Cover, "WithdrawalRequested") },
        { "refund_due_changed", new RefundDueChanged(Fengyan, 1, Ordinal.NoMoney.Add("overpaid", Money.FromYuan(342))) },
        { "exceptions_changed", new ExceptionsChanged(Fengyan, 1, Ordinal.NoCodes.Add("overpaid").Add("part-paid")) },
    };

    // Golden files are never changed or deleted: databases hold events in their form.
    [Theory]
    [MemberData(nameof(Stored))]
    public async Task An_event_is_written_as_it_always_was_read_back_and_folded(string alias, object happened)
    {
        var golden = (await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", alias + ".json"), TestContext.Current.CancellationToken)).TrimEnd();

        Assert.Equal(golden, Encoding.UTF8.GetString(EnrollmentEvents.Types.Serialize(happened)));
        var read = EnrollmentEvents.Types.Deserialize(alias, Encoding.UTF8.GetBytes(golden));
        Assert.Equivalent(happened, read, strict: true); // records with lists in them are not equal by reference
        Assert.Equal(alias, EnrollmentEvents.Types.AliasOf(happened));
        if (alias.StartsWith("campaign", StringComparison.Ordinal))
        {
            Assert.Equal(read is CampaignOpened, Campaign.Evolve(Campaign.Planned("campaign-fengyan-2024"), read).IsOpen);
        }
        else
        {
            Assert.NotEqual(Somebody.Unknown, Resident.Evolve(Somebody.Unknown, read));
        }
    }

    [Fact]
    public void No_event_was_forgotten() =>
        Assert.Equal(Stored.Select(row => row.Data.Item1).Order(), EnrollmentEvents.Types.Aliases.Order());

    [Fact]
    public void An_unknown_event_is_not_folded() =>
        Assert.Throws<ArgumentException>(() => Resident.Evolve(Somebody.Unknown, "a text"));
}
