using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResidentInsurance.Contracts;
using Xunit;

namespace ResidentInsurance.Policy.Tests;

public sealed class PackContents
{
    [Fact]
    public void There_are_five_campaigns() => Assert.Equal(
        ["fengyan-2024 500119", "lezhi-2024 512022", "lishui-2023 500114", "lizi-2025 500230", "ruizhou-2024 360983"],
        Packs.Library.Current.Select(pack => $"{pack.Id} {pack.County}"));

    [Theory]
    [InlineData("fengyan-2024", 7, 10973, 9390, "500119.fengyan.07", "金兴村")]
    [InlineData("lishui-2023", 6, 13532, 11405, "500114.lishui.06", "长坪村")]
    [InlineData("ruizhou-2024", 10, null, null, "360983.ruizhou.10", "七星社区")]
    public void An_annex_has_its_villages_and_only_stated_totals(
        string id, int villages, int? population, int? task, string lastCode, string lastName)
    {
        var annex = Packs.Named(id).Annex;

        Assert.Equal(villages, annex.Villages.Count);
        Assert.Equal((population, task), (annex.PopulationTotal, annex.TaskTotal));
        Assert.Equal((lastCode, lastName), (annex.Villages[^1].Code.Value, annex.Villages[^1].Name));
        Assert.Equal(Enumerable.Range(1, villages), annex.Villages.Select(village => village.Position));
        Assert.True(annex.VillagesStated);
    }

    [Fact]
    public void Where_a_notice_has_no_annex_that_is_said()
    {
        Assert.False(Packs.Named("lezhi-2024").Annex.VillagesStated);
        Assert.Empty(Packs.Named("lezhi-2024").Annex.Townships);
        Assert.False(Packs.Named("lizi-2025").Annex.VillagesStated);
        Assert.Equal("栗子乡", Assert.Single(Packs.Named("lizi-2025").Annex.Townships).Name);
    }

    [Fact]
    public void A_village_is_found_in_its_township_or_in_the_only_one()
    {
        var annex = Packs.Named("fengyan-2024").Annex;

        Assert.Equal("500119.fengyan.01", annex.FindVillage("峰岩乡", "三教村")!.Code.Value);
        Assert.Equal(annex.Villages[0], annex.FindVillage(null, "三教村"));
        Assert.Equal(annex.Villages[0], annex.FindVillage(VillageCode.Parse("500119.fengyan.01")));
        Assert.Null(annex.FindVillage("别的乡", "三教村"));
        Assert.Null(annex.FindVillage("", "别的村"));
    }

    [Fact]
    public void Departments_and_payers_are_named()
    {
        var ruizhou = Packs.Named("ruizhou-2024");

        Assert.Equal("市级财政", ruizhou.Payer("severe-disability")!.Name);
        Assert.Equal("残联", ruizhou.Certifier("severe-disability")!.Name);
        Assert.Equal("财政", ruizhou.Payer("university-student")!.Name);
        Assert.Null(ruizhou.Certifier("key-entitled"));
        Assert.Equal("区退役军人事务局", Packs.Named("fengyan-2024").Payer("martyr-family")!.Name);
        Assert.Null(Packs.Named("fengyan-2024").Payer("university-student"));
    }

    [Theory]
    [InlineData("fengyan-2024", "orphan", "六（三） borrowed 部门职能", "六（三） borrowed 部门职能")]
    [InlineData("ruizhou-2024", "severe-disability", "三（一） borrowed 峰岩府发〔2023〕60号六（三）及部门职能", "三（一）")]
    [InlineData("ruizhou-2024", "orphan", "三（一） borrowed 峰岩府发〔2023〕60号六（三）及部门职能", "三（一） borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lishui-2023", "severe-illness-poor", "二（三）3 borrowed 栗子府发〔2024〕62号五（二）", "二（三） borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lezhi-2024", "land-requisitioned", "二（三）", "二（三） borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lezhi-2024", "civil-disabled-worker", "二（三） borrowed 部门职能", "二（三） borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lizi-2025", "escaped-poverty", "五（一）", "五 borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lizi-2025", "civil-affairs-other", "五（二）", "五 borrowed 峰岩府发〔2023〕60号六（三）")]
    [InlineData("lizi-2025", "severe-disability", "五（二） borrowed 部门职能", "五 borrowed 峰岩府发〔2023〕60号六（三）")]
    public void A_certifier_or_payer_that_the_notice_does_not_name_says_where_it_was_taken_from(
        string id, string category, string certifier, string payer)
    {
        static string Told(Citation source) => $"{source.Place} {source.Mark} {source.TakenFrom}".TrimEnd();

        Assert.Equal((certifier, payer),
            (Told(Packs.Named(id).Certifier(category)!.Source), Told(Packs.Named(id).Payer(category)!.Source)));
    }

    [Theory]
    [InlineData("fengyan-2024", 5, "六（一）3", "六（一）3", null)]
    [InlineData("ruizhou-2024", 3, "三（一）", null, "三（一）")]
    [InlineData("lishui-2023", 1, "二（三）五是", "二（三）五是", null)]
    [InlineData("lezhi-2024", 5, "二（三）", null, null)]
    [InlineData("lizi-2025", 9, "五（三）", "五（三）", null)]
    public void Who_may_be_insured_and_which_identity_counts_are_cited(
        string id, int kinds, string several, string? afterPayment, string? ended)
    {
        var (scope, identity) = (Packs.Named(id).Data.Scope, Packs.Named(id).Data.IdentityRules);

        Assert.Equal(kinds, scope.Count);
        Assert.Equal((several, afterPayment, ended),
            (identity.Several?.Place, identity.AfterPayment?.Place, identity.Ended?.Place));
    }

    [Theory]
    [InlineData("fengyan-2024", "counts-in-year-end-goals 2023 九（五）, inspected 九（五）, ranked 九（五）, circulated 九（五）, slow-ones-circulated 九（五）, held-to-account 九（四）")]
    [InlineData("ruizhou-2024", "inspected 五（三）, circulated 五（三）")]
    [InlineData("lishui-2023", "circulated 三（三）三是, counts-in-year-end-goals 三（三）三是")]
    [InlineData("lezhi-2024", "inspected 四（四）, held-to-account 四（四）, counts-in-year-end-goals 四（五）")]
    [InlineData("lizi-2025", "counts-in-year-end-goals 2024 八（四）, ranked 八（四）, slow-ones-summoned 八（四）")]
    public void What_a_notice_says_of_assessment_is_in_its_pack(string id, string rules) => Assert.Equal(
        rules, string.Join(", ", Packs.Named(id).Operations.Assessment.Select(rule =>
            string.Join(' ', new[] { rule.Code, rule.Year?.ToString(), rule.Source.Place }.OfType<string>()))));

    [Fact]
    public void The_telephone_for_the_public_lists_footer_is_cited_where_the_notice_states_one()
    {
        var telephone = Packs.Named("fengyan-2024").Operations.PublicList!.Telephone!;

        Assert.Equal(("71452950", "九（五）"), (telephone.Number, telephone.Source.Place));
        Assert.Null(Packs.Named("ruizhou-2024").Operations.PublicList!.Telephone);
    }

    [Fact]
    public void The_central_period_is_longer_for_students_where_the_notice_says_so()
    {
        var (from, to) = Packs.Named("fengyan-2024").CentralPeriod(PersonGroup.UniversityStudent);

        Assert.Equal((new DateOnly(2023, 9, 1), new DateOnly(2023, 12, 31)), (from, to));
        Assert.Equal(new DateOnly(2023, 10, 1), Packs.Named("fengyan-2024").CentralPeriod(PersonGroup.Resident).From);
        Assert.Equal(new DateOnly(2023, 9, 15), Packs.Named("ruizhou-2024").CentralPeriod(PersonGroup.UniversityStudent).From);
    }

    [Fact]
    public void Provisional_and_borrowed_figures_are_marked()
    {
        Assert.Equal(Marks.Provisional, Packs.Named("fengyan-2024").Data.FiscalShare.Source.Mark);
        Assert.Equal(Marks.Borrowed, Packs.Named("lishui-2023").Data.FiscalShare.Source.Mark);
        Assert.Equal(Marks.Provisional, Packs.Named("lizi-2025").Data.FiscalShare.Source.Mark);
        Assert.Null(Packs.Named("ruizhou-2024").Data.FiscalShare.Source.Mark);
        Assert.Null(Packs.Named("ruizhou-2024").Payer("severe-disability")!.Source.Mark);
    }

    [Fact]
    public void A_subsidy_of_an_identity_alone_is_capped_and_knows_what_it_implies()
    {
        var (ruizhou, fengyan) = (Packs.Named("ruizhou-2024"), Packs.Named("fengyan-2024"));
        var student = new PersonFacts { BirthDate = new DateOnly(2004, 1, 1), Group = PersonGroup.UniversityStudent };
        var since = new DateOnly(2023, 11, 1);

        Money Of(CompiledPack pack, Tier tier, string category, DateOnly on, DateOnly? to = null) =>
            pack.SubsidyOf(tier, on, student, new IdentityPeriod(category, since, to));

        Assert.Equal(Money.FromYuan(320), Of(ruizhou, Tier.Single, "poverty-risk", since));
        Assert.Equal(Money.Zero, Of(ruizhou, Tier.Single, "poverty-risk", since.AddDays(-1)));
        Assert.Equal(Money.Zero, Of(ruizhou, Tier.Single, "poverty-risk", since.AddDays(1), since.AddDays(1)));
        Assert.Equal(Money.FromYuan(350), Of(fengyan, Tier.Low, "martyr-family", since));
        Assert.Equal(Money.Zero, Of(fengyan, Tier.Single, "martyr-family", since));
        Assert.True(ruizhou.RefundsLateCertification);
        Assert.False(fengyan.RefundsLateCertification);
    }

    [Fact]
    public void A_newborn_with_a_guardian_is_covered_from_birth_where_the_notice_says_so()
    {
        var birth = new DateOnly(2025, 5, 5);

        Assert.Equal(new CoveragePeriod(birth, new DateOnly(2025, 12, 31)), Packs.Named("lizi-2025").DependantCover(birth));
        Assert.Null(Packs.Named("lizi-2025").DependantCover(birth.AddYears(-1)));
        Assert.Null(Packs.Named("fengyan-2024").DependantCover(birth.AddYears(-1)));
    }

    [Fact]
    public void A_library_knows_versions_and_finds_the_newest()
    {
        var second = PackLibrary.Parse("v2.yaml",
            Packs.TextOf("lezhi-2024").Replace("version: 1", "version: 2", StringComparison.Ordinal));
        var library = new PackLibrary([Packs.Named("lezhi-2024"), second]);

        Assert.Same(second, library.Find(second.Id));
        Assert.Equal(1, library.Find(second.Id, 1)!.Version);
        Assert.Null(library.Find(second.Id, 3));
        Assert.Null(library.Find(CampaignId.Parse("nowhere-2024")));
        Assert.Same(second, Assert.Single(library.Current));
    }

    [Fact]
    public void No_code_knows_a_campaigns_name()
    {
        var names = new Regex("fengyan|ruizhou|lishui|lezhi|lizi|峰岩|瑞州|黎水|乐至|栗子", RegexOptions.IgnoreCase);
        var files = Directory.GetFiles(SourceFolder(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var code = File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
            Assert.DoesNotContain(code, line => names.IsMatch(line));
        }
    }

    private static string SourceFolder([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", "ResidentInsurance.Policy");
}
