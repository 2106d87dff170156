namespace ResidentInsurance.Cli.Tests;

public sealed class EnrollmentsCommandTests
{
    [Fact]
    public async Task Persons_are_told_in_words_and_a_newer_releases_code_as_it_is() => Assert.Equal(
        """
        证件号码            村（社区）  已参保  档次      缴费日  应缴  已缴  待遇享受期             应退  异常
        500***********0016  三教村      是      一档  2023-11-02    38   380  2024-01-01—2024-12-31   342  多缴
        500***********0024  千丘村      否                               100                            0  未缴足 new-code
        500***********0032              否                               380                            0  未登记

        """, await PrintedAsync(dependants: false,
            """{"idNumber":"500***********0016","village":"三教村","enrolled":true,"tier":"low","paidOn":"2023-11-02","due":38,"paid":380,"coverage":{"from":"2024-01-01","to":"2024-12-31"},"refundDue":342,"exceptions":["overpaid"]}""",
            """{"idNumber":"500***********0024","village":"千丘村","enrolled":false,"tier":null,"paidOn":null,"due":null,"paid":100,"coverage":null,"refundDue":0,"exceptions":["part-paid","new-code"]}""",
            """{"idNumber":"500***********0032","village":null,"enrolled":false,"tier":null,"paidOn":null,"due":null,"paid":380,"coverage":null,"refundDue":0,"exceptions":["unknown-person"]}"""));

    [Fact]
    public async Task Newborns_that_are_covered_with_their_guardian_are_told_in_words() => Assert.Equal(
        """
        证件号码            村（社区）  档次  待遇享受期
        500***********0016  金龙村      二档  2025-05-05—2025-12-31

        """, await PrintedAsync(dependants: true,
            """{"idNumber":"500***********0016","village":"金龙村","tier":"high","coverage":{"from":"2025-05-05","to":"2025-12-31"}}"""));

    private static async Task<string> PrintedAsync(bool dependants, params string[] lines)
    {
        using var input = new StringReader(string.Join('\n', lines));
        await using var output = new StringWriter();
        await EnrollmentsCommand.PrintAsync(input, output, json: false, dependants, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
