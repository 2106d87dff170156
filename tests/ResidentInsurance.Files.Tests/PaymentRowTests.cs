using ResidentInsurance.Contracts;
using static ResidentInsurance.Files.Tests.Reading;

namespace ResidentInsurance.Files.Tests;

public class PaymentRowTests
{
    private const string Full =
        "电子税票号码,明细序号,业务类型,原税票号码,证件类型,证件号码,姓名,缴费年度,档次,缴费金额,缴费时间,入库日期,渠道,代缴人,征收机关,区划代码,资金来源,资助批次号";

    [Fact]
    public void Every_column_is_read()
    {
        var row = One(RowFormats.Payments,
            $"{Full}\n410000022,3,缴费,,居民身份证,{Person},测试0,2024,二档,\"1,020.50\",2023-11-03 08:25:40,2023/11/5,POS,民政局,测试税务所,500119212,资助,ZZ-01\n");
        Assert.Equal(new PaymentFileRow(2, "410000022", 3, PaymentRowKind.Payment, null, IdNumber.Parse(Person), "测试0",
            2024, Tier.High, new Money(102_050), new DateTime(2023, 11, 3, 8, 25, 40), new DateOnly(2023, 11, 5), "POS",
            "民政局", "测试税务所", "500119212", Funding.Subsidy, "ZZ-01"), row);
        Assert.False(row.IsPersonal);
    }

    [Fact]
    public void What_is_missing_has_its_default()
    {
        var row = One(RowFormats.Payments, $"电子税票号码,证件号码,缴费年度,缴费金额,缴费时间\nT1,{Person},2024,380,20231102\n");
        Assert.Equal((1, PaymentRowKind.Payment, null, Funding.Personal, true), (row.ReceiptLine, row.Kind, row.Tier, row.Funding, row.IsPersonal));
        Assert.Equal(new DateTime(2023, 11, 2), row.PaidAt);
    }

    [Theory]
    [InlineData("冲正", "380", PaymentRowKind.Reversal)]
    [InlineData("冲正", "-380", PaymentRowKind.Reversal)]
    [InlineData("退费", "380", PaymentRowKind.Refund)]
    [InlineData("", "-380", PaymentRowKind.Reversal)]
    [InlineData("", "380", PaymentRowKind.Payment)]
    public void The_kind_is_the_words_else_the_amounts_signs(string word, string amount, PaymentRowKind kind)
    {
        var row = One(RowFormats.Payments, $"业务类型,原税票号码,{PaymentHeader}\n{word},T0,T1,{Person},2024,一档,{amount},2023-11-02\n");
        Assert.Equal((kind, 38_000, "T0"), (row.Kind, row.Amount.Fen, row.OriginalReceipt));
    }

    [Fact]
    public void The_offices_own_headers_and_full_width_digits_are_read()
    {
        var row = One(RowFormats.Payments,
            $"税票号码,身份证号(码),费款所属期,征收品目,征收子目,实缴金额,缴款日期,主管税务机关\n"
            + $"Ｔ１,　５０００００19710214011x ,2024-01-01至2024-12-31,城乡居民基本医疗保险费,居民医保(二档),７５５.00,2023/11/2,某所\n");
        Assert.Equal(("T1", IdNumber.Parse(Other), 2024, Tier.High, 75_500, new DateTime(2023, 11, 2), "某所"),
            (row.Receipt, row.IdNumber, row.Year, row.Tier, row.Amount.Fen, row.PaidAt, row.Office));
    }

    [Fact]
    public void A_levied_item_without_a_tier_names_none() => Assert.Null(One(RowFormats.Payments,
        $"税票号码,证件号码,缴费年度,征收品目,实缴金额,缴费时间\nT1,{Person},2024,城乡居民基本医疗保险费,380,2023-11-02\n").Tier);

    [Theory]
    [InlineData("T1,500000199108100004,2024,一档,380,2023-11-02", "证件号码", "invalid-id-number")]
    [InlineData("T1,5.00000199108E+17,2024,一档,380,2023-11-02", "证件号码", "damaged-id-number")]
    [InlineData("T1,500000199108100003,2024,三档,380,2023-11-02", "档次", "unknown-word")]
    [InlineData("T1,500000199108100003,2024,一档,38O,2023-11-02", "缴费金额", "invalid-amount")]
    [InlineData("T1,500000199108100003,2024,一档,380.005,2023-11-02", "缴费金额", "invalid-amount")]
    [InlineData("T1,500000199108100003,2024,一档,\"380,00\",2023-11-02", "缴费金额", "invalid-amount")]
    [InlineData("T1,500000199108100003,2024,一档,,2023-11-02", "缴费金额", "missing-value")]
    [InlineData("T1,500000199108100003,2024,一档,380,2023-11-31", "缴费时间", "invalid-time")]
    [InlineData("T1,500000199108100003,2024,一档,380,2023-11-02 25:00:00", "缴费时间", "invalid-time")]
    [InlineData("T1,500000199108100003,24,一档,380,2023-11-02", "缴费年度", "invalid-number")]
    [InlineData(",500000199108100003,2024,一档,380,2023-11-02", "电子税票号码", "missing-value")]
    [InlineData("T1,500000199108100003,2024,一档,380", "", "short-row")]
    [InlineData("T1,500000199108100003,2024,一档,1,020.00,2023-11-02", "", "long-row")]
    [InlineData("T1,\"500000199108100003\"5,2024,一档,380,2023-11-02", "", "damaged-quotes")]
    public void A_broken_row_is_rejected_with_column_and_code(string row, string column, string code)
    {
        var problem = Problem(RowFormats.Payments, $"{PaymentHeader}\n{row}\n");
        Assert.Equal((column, code), (problem.Column, problem.Code));
    }

    [Fact]
    public void A_payment_below_nothing_and_a_reversal_of_nothing_are_rejected()
    {
        Assert.Equal("negative-amount", Problem(RowFormats.Payments, $"业务类型,{PaymentHeader}\n缴费,T1,{Person},2024,一档,-380,2023-11-02\n").Code);
        Assert.Equal("original-needed", Problem(RowFormats.Payments, $"业务类型,{PaymentHeader}\n冲正,T1,{Person},2024,一档,380,2023-11-02\n").Code);
    }

    [Fact]
    public void The_reason_is_chinese_and_names_the_column()
    {
        var problem = Problem(RowFormats.Payments, $"{PaymentHeader}\nT1,{Person},2024,一档,38O,2023-11-02\n");
        Assert.Equal("“缴费金额”不是金额，应如 380 或 380.00，最多两位小数。", problem.Reason);
    }

    [Fact]
    public void Lines_are_those_of_the_file_and_rows_come_back_as_written()
    {
        var rows = Read(RowFormats.Payments,
            $"{PaymentHeader},备注\r\n\r\nT1,{Person},2024,一档,380,2023-11-02,\"两\r\n行\"\r\n,,,,,,\r\nT2,{Person},2024,一档,38O,2023-11-02,x");
        Assert.Equal([3, 6], rows.Select(row => row.Line));
        Assert.Equal($"T2,{Person},2024,一档,38O,2023-11-02,x", rows[1].Raw);
    }
}
