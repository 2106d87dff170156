using ResidentInsurance.AppHost.Local;
using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.AppHost.Tests;

public sealed class HostOptionsTests
{
    [Theory]
    [InlineData("--dta", "/tmp")]
    [InlineData("--data")]
    [InlineData("--servers", "kubernetes")]
    [InlineData("--replicas", "0")]
    public void What_is_not_understood_is_refused_in_both_languages(params string[] args)
    {
        var refused = Assert.Throws<HostException>(() => HostOptions.Parse(args));

        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"无法识别的参数 {args[0]}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($" / {args[0]}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_it_is_the_offices_own_with_private_servers_and_the_dashboard()
    {
        var options = HostOptions.Parse([]);

        Assert.Equal((false, false, true, 1, null), (options.Demo, options.Containers, options.Dashboard, options.Replicas, options.DataFolder));
    }

    [Fact]
    public void How_the_model_is_published_is_handed_on_to_Aspire() => Assert.Equal(
        ["--operation", "publish", "--publisher", "manifest"],
        HostOptions.Parse(["--operation", "publish", "--no-dashboard", "--publisher", "manifest"]).Aspire);
}
