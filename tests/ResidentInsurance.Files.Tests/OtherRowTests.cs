using ResidentInsurance.Contracts;
using static ResidentInsurance.Files.Tests.Reading;

namespace ResidentInsurance.Files.Tests;

public class OtherRowTests
{
    [Fact]
    public void A_resident_is_read_with_all_that_is_known()
    {
        var row = One(RowFormats.Residents,
            "证件类型,证件号码,姓名,出生日期,区划代码,乡镇(街道),村(社区),组,户号,户主,与户主关系,联系电话,人员类别,学生标记,最近参保年度,特殊情形,情形日期,监护人证件号码\n"
            + $"居民身份证,{Person},测试0,1991-08-10,500119212,峰岩乡,三教村,1组,H01,测试9,子,13800000000,大学生,新生,2023,户口迁入,2024-01-12,{Other}\n");
        Assert.Equal(new ResidentRow(2, IdNumber.Parse(Person), "测试0", new DateOnly(1991, 8, 10), "500119212", "峰岩乡",
            "三教村", "1组", "H01", "测试9", "子", "13800000000", true, StudentMark.Freshman, 2023, "moved-in",
            new DateOnly(2024, 1, 12), IdNumber.Parse(Other)), row);
    }

    [Fact]
    public void A_birth_date_comes_from_the_number_where_the_column_is_empty() => Assert.Equal(
        new DateOnly(1991, 8, 10), One(RowFormats.Residents, $"证件号码,姓名,村(社区)\n{Person},测试0,三教村\n").BirthDate);

    [Theory]
    [InlineData("500000910810000,测试,三教村,,", "legacy-id-number")]
    [InlineData("A123456789,测试,三教村,,", "missing-value")]
    [InlineData("500000199108100003,,三教村,,", "missing-value")]
    [InlineData("500000199108100003,测试,,,", "missing-value")]
    [InlineData("500000199108100003,测试,三教村,退役,", "missing-value")]
    [InlineData("500000199108100003,测试,三教村,出国,2024-01-01", "unknown-circumstance")]
    public void A_resident_who_cannot_be_registered_is_rejected(string row, string code) =>
        Assert.Equal(code, Problem(RowFormats.Residents, $"证件号码,姓名,村(社区),特殊情形,情形日期\n{row}\n").Code);

    [Fact]
    public void Circumstances_without_a_limit_need_no_day()
    {
        var row = One(RowFormats.Residents, $"证件号码,姓名,村(社区),特殊情形\n{Person},测试,三教村,宗教教职人员\n");
        Assert.Equal(("clergy", (DateOnly?)null), (row.Circumstance, row.CircumstanceOn));
    }

    [Fact]
    public void An_identity_takes_day_and_department_from_the_sender_where_the_row_has_none()
    {
        const string file = "证件号码,对象类别,认定部门,认定日期,终止日期\n" + Person + ",农村低保对象,,,\n";
        var row = One(RowFormats.Identities, file, new FileOptions(new DateOnly(2023, 11, 1), "民政局"));
        Assert.Equal(new IdentityRow(2, IdNumber.Parse(Person), null, "subsistence-allowance", "民政局", new DateOnly(2023, 11, 1), null), row);
        Assert.Equal("missing-value", Problem(RowFormats.Identities, file).Code);
    }

    [Fact]
    public void An_identity_of_no_known_category_or_that_ends_before_it_begins_is_rejected()
    {
        Assert.Equal("unknown-category", Problem(RowFormats.Identities, $"证件号码,对象类别,认定日期\n{Person},富人,2023-01-01\n").Code);
        Assert.Equal("ends-before-begins", Problem(RowFormats.Identities,
            $"证件号码,对象类别,认定日期,终止日期\n{Person},孤儿,2023-01-02,2023-01-01\n").Code);
    }

    [Theory]
    [InlineData("一档", Tier.Low)]
    [InlineData("高档", Tier.High)]
    [InlineData("单档", Tier.Single)]
    [InlineData("", null)]
    public void A_declaration_names_its_tier_or_none(string word, Tier? tier) => Assert.Equal(
        tier, One(RowFormats.Declarations, $"证件号码,姓名,档次,申报日期\n{Person},测试0,{word},2023-12-12\n").Tier);

    [Theory]
    [InlineData("死亡", WithdrawalReason.Death)]
    [InlineData("参加职工医保", WithdrawalReason.EmployeeInsurance)]
    [InlineData("异地参保", WithdrawalReason.InsuredElsewhere)]
    [InlineData("重复缴费", WithdrawalReason.PaidTwice)]
    [InlineData("迁出", WithdrawalReason.MovedOut)]
    public void A_withdrawal_has_one_of_five_reasons(string word, WithdrawalReason reason) => Assert.Equal(
        reason, One(RowFormats.Withdrawals, $"证件号码,退保原因,申请日期\n{Person},{word},2024-01-30\n").Reason);

    [Fact]
    public void Another_reason_is_rejected_and_the_known_ones_are_named()
    {
        var problem = Problem(RowFormats.Withdrawals, $"证件号码,退保原因,申请日期\n{Person},不想要了,2024-01-30\n");
        Assert.Contains("参加职工医保", problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2023-11-02", true)]
    [InlineData("2023/11/2", true)]
    [InlineData("20231102", true)]
    [InlineData(" ２０２３-11-02 ", true)]
    [InlineData("2023-11-02 00:00:00", true)]
    [InlineData("2023-11-2", true)]
    [InlineData("2023-2-30", false)]
    [InlineData("2023-11/02", false)]
    [InlineData("20231302", false)]
    [InlineData("2023110", false)]
    [InlineData("45232", false)]
    [InlineData("2023-11", false)]
    [InlineData("11/2/2023", false)]
    [InlineData("2023-11-02x", false)]
    [InlineData("2023-11-023", false)]
    public void Dates_are_read_as_offices_write_them(string text, bool valid)
    {
        Assert.Equal(valid, TextDates.TryDate(text, out var date));
        Assert.Equal(valid ? new DateOnly(2023, 11, 2) : default, valid ? date : default);
    }

    [Theory]
    [InlineData("2023-11-02 09:15:00")]
    [InlineData("2023-11-02T09:15:00")]
    [InlineData("2023/11/2 9:15")]
    [InlineData("20231102 09:15:00.0")]
    public void Times_are_read_as_offices_write_them(string text)
    {
        Assert.True(TextDates.TryTime(text, out var time));
        Assert.Equal(new DateTime(2023, 11, 2, 9, 15, 0), time);
    }
}
