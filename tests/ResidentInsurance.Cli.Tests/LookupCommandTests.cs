using System.Globalization;
using System.Text.Json;

namespace ResidentInsurance.Cli.Tests;

public sealed class LookupCommandTests
{
    private const string Enrolled =
        """
        {"village":"峰中村","enrolled":true,"tier":"low","paidOn":"2024-05-10","contribution":380,"fiscalShareBorne":0,"subsidy":266,"fiscalShareSubsidised":0,"subsidyCategory":"sudden-hardship","due":114,"paid":114,"coverage":{"from":"2024-05-11","to":"2024-12-31"},"refundDue":0,"exceptions":[],"dependant":null,"entitlements":[{"code":"outpatient-cap","amount":300,"place":"七4","zh":"年度限额：300元","en":"Cap a year: 300 yuan"},{"code":"inpatient-primary","place":null,"zh":"支付比例：通知未写明","en":"Rate: not stated"}],"reasons":[{"explains":"coverage.from","rule":"waiting-exempt","place":"五","reading":"F3","date":"2024-05-11","zh":"自次日起享受待遇。","en":"Cover begins the day after."}]}
        """;

    private const string Newborn =
        """
        {"village":"金龙村","enrolled":false,"tier":null,"paidOn":null,"contribution":null,"fiscalShareBorne":null,"subsidy":null,"fiscalShareSubsidised":null,"subsidyCategory":null,"due":null,"paid":0,"coverage":null,"refundDue":0,"exceptions":["part-paid"],"dependant":{"tier":"low","coverage":{"from":"2025-05-05","to":"2025-12-31"}},"entitlements":[],"reasons":[]}
        """;

    [Fact]
    public void A_person_is_told_with_entitlements_and_reasons_below() => Assert.Equal(
        """
        已参保          是
        村（社区）      峰中村
        档次            一档
        缴费日          2024-05-10
        待遇享受期      2024-05-11—2024-12-31
        个人缴费        380
        自担财政补助    0
        资助            266
        资助的财政补助  0
        资助类别        突发严重困难户
        应缴            114
        已缴            114
        应退            0

        依据  待遇
        七4   年度限额：300元
              支付比例：通知未写明

        依据  说明
        五    自次日起享受待遇。

        """, Told(Enrolled));

    [Fact]
    public void What_there_is_not_has_no_line() => Assert.Equal(
        """
        已参保            否
        村（社区）        金龙村
        已缴              0
        应退              0
        异常              未缴足
        随监护人享受待遇  2025-05-05—2025-12-31

        """, Told(Newborn));

    [Fact]
    public void It_speaks_the_users_language()
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo("en");
        try
        {
            Assert.EndsWith("Cover begins the day after.\n", Told(Enrolled), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static string Told(string line) => LookupCommand.Told(JsonSerializer.Deserialize<JsonElement>(line));
}
