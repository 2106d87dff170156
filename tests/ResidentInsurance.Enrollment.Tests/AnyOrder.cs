using System.Collections.Immutable;
using ResidentInsurance.Contracts;
using ResidentInsurance.Policy;
using Xunit;

namespace ResidentInsurance.Enrollment.Tests;

/// <summary>Facts of one registered person of a campaign, told in every order, each also twice: they come to the same.</summary>
internal sealed class AnyOrder
{
    private static readonly PackLibrary Packs = PackLibrary.Load(Path.Combine(AppContext.BaseDirectory, "packs"));

    private readonly CompiledPack pack;

    private AnyOrder(CompiledPack pack) => this.pack = pack;

    public static AnyOrder Of(string campaign) => new(Packs.Find(CampaignId.Parse(campaign))!);

    public PaymentRecorded Pays(int yuan, string on, Tier tier = Tier.Low) => Row($"3100-{on}-{tier}", PaymentRowKind.Payment, yuan, on, tier, null);

    /// <summary>Of what was paid on a day in the low tier.</summary>
    public PaymentRecorded SentBack(int yuan, string paidOn) =>
        Row("R-" + paidOn, PaymentRowKind.Refund, yuan, "2024-01-15", Tier.Low, $"3100-{paidOn}-{Tier.Low}");

    public EnrollmentDeclared Declares(string on) => new(pack.Id, pack.Tiers[0], DateOnly.Parse(on));

    public WithdrawalRequested Leaves(string on, WithdrawalReason reason = WithdrawalReason.EmployeeInsurance) =>
        new(pack.Id, reason, DateOnly.Parse(on));

    public WithdrawalRequested Dies(string on) => Leaves(on, WithdrawalReason.Death);

    public IdentityRecorded IsCertified(string category, string from, string department = "民政局") => new(
        $"{category}|{department}|{from}", 1, category, department, DateOnly.Parse(from), null);

    public WaitingCertificationDecided Decides(int yuan, string category, string from, int hour) => new(
        pack.Id, category, DateOnly.Parse(from), Money.FromYuan(yuan), new DateTimeOffset(2024, 5, 6, hour, 0, 0, TimeSpan.FromHours(8)));

    /// <param name="expected">As <see cref="Told"/> writes it.</param>
    public void ComesTo(string expected, params object[] facts)
    {
        var registered = new ResidentRegistered(
            pack.Annex.Villages[0].Code, null, null, null, new DateOnly(1980, 5, 1), PersonGroup.Resident, null, 2023, null, null, null,
            Delivery: 1, Line: 2);
        foreach (var order in Orders([registered, .. facts]))
        {
            var resident = Somebody.Unknown;
            foreach (var fact in order.Concat(order))
            {
                resident = ResidentDecider.Record(resident, [fact], Packs.PackOf).Aggregate(resident, Resident.Evolve);
            }

            Assert.Equal(expected, Told(resident.File(pack.Id)));
        }
    }

    private static string Told(CampaignFile file)
    {
        var refunds = string.Join(", ", file.RefundByReason.Select(refund => $"{refund.Key} {refund.Value}"));
        return $"{(file.Cover is { } cover ? Told(cover) : "not enrolled")}; refund {(refunds.Length > 0 ? refunds : "nothing")}"
            + (file.Exceptions.Count > 0 ? "; " + string.Join(' ', file.Exceptions) : "");
    }

    private static string Told(Cover cover) =>
        $"{cover.Tier.Code()} since {cover.FirstPaidOn:yyyy-MM-dd}"
        + (cover.PaidOn == cover.FirstPaidOn ? "" : $" by {cover.PaidOn:yyyy-MM-dd}")
        + $", {cover.Coverage.From:yyyy-MM-dd} to {cover.Coverage.To:yyyy-MM-dd}"
        + (cover.SubsidyCategory is { } category ? $", {category} by {cover.SubsidyDepartment}" : "")
        + string.Concat(cover.Suspended.Select(suspension =>
            $", suspended from {suspension.From:yyyy-MM-dd}{(suspension.To is { } to ? $" to {to:yyyy-MM-dd}" : "")}"));

    private static IEnumerable<ImmutableArray<object>> Orders(ImmutableArray<object> facts) => facts.Length <= 1
        ? [facts]
        : facts.SelectMany(first => Orders(facts.Remove(first)).Select(rest => rest.Insert(0, first)));

    private PaymentRecorded Row(string receipt, PaymentRowKind kind, int yuan, string on, Tier tier, string? original) => new(
        pack.Id, receipt, 1, kind, 1, Conflicting: false,
        [new RecordedPayment(tier, Money.FromYuan(yuan), DateOnly.Parse(on).ToDateTime(new TimeOnly(9, 0)), Personal: true, original)]);
}
