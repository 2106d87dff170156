using ResidentInsurance.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ResidentInsurance.Policy;

/// <summary>Reads a pack's file into <see cref="PackData"/>. Every part is read on its own, so that all faults of a
/// file come out at once; <see cref="PackChecks"/> then looks at how the parts fit together.</summary>
internal static class PackReader
{
    /// <summary>Stands behind every line of a draft that must be compared with the new notice.</summary>
    public const string DraftMark = "# 待核对";

    /// <exception cref="PackRefusedException">With every fault and its line.</exception>
    public static PackData Read(string file, string text)
    {
        var faults = new PackFaults(file);
        CheckDraft(text, faults);
        var data = faults.Try(() => Read(Parse(text), faults));
        if (data is not null)
        {
            PackChecks.Check(data, faults);
        }

        return data is null || faults.Any ? throw new PackRefusedException(faults.InOrder) : data;
    }

    private static void CheckDraft(string text, PackFaults faults)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.Contains(DraftMark, StringComparison.Ordinal))
            {
                faults.Add(number, "Draft");
            }
        }
    }

    private static PackNode Parse(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream.Documents.Count == 1
                ? PackNode.Root(stream.Documents[0].RootNode)
                : throw new PackValueException(1, "NotOneDocument");
        }
        catch (YamlException exception)
        {
            throw new PackValueException((int)exception.Start.Line, "NotYaml", exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser throws these for some wrong brackets and commas. They carry no line, so the last line read stands in.
            throw new PackValueException((int)(parser.Current?.End.Line ?? 1), "NotYaml", exception.Message);
        }
    }

    private static PackData? Read(PackNode root, PackFaults faults)
    {
        var id = faults.Try(() => new Box<CampaignId>(
            CampaignId.TryParse(root.Required("id").Plain(), out var campaign)
                ? campaign
                : throw new PackValueException(root.Required("id").Line, "BadId", root.Required("id").Plain())));
        var county = faults.Try(() => new Box<CountyCode>(
            CountyCode.TryParse(root.Required("county").Plain(), out var code)
                ? code
                : throw new PackValueException(root.Required("county").Line, "BadCounty", root.Required("county").Plain())));
        var version = faults.Try(() => new Box<int>(root.Required("version").Count()));
        var year = faults.Try(() => new Box<int>(root.Required("year").Year()));
        var title = faults.Try(() => Title(root.Required("title")));
        var notice = faults.Try(() => Notice(root.Required("notice")));
        var scope = faults.Try(() => Scope(root.Required("scope")));
        var tiers = faults.Try(() => Tiers(root.Required("tiers")));
        var contributions = faults.Try(() => Contributions(root.Required("contributions")));
        var share = faults.Try(() => Share(root.Required("fiscalShare")));
        var windows = faults.Try(() => PackReaderTime.Windows(root.Required("windows"), faults));
        var lastDay = faults.Try(() => PackReaderTime.LastDay(root.Required("coverage")));
        var departments = faults.Try(() => Departments(root.Required("departments")));
        // Rows cannot be checked without contributions. Reading the key here keeps it from being reported as unknown.
        var rows = root.Optional("subsidies");
        var identity = faults.Try(() => PackReaderSubsidies.Identity(rows));
        var subsidies = contributions is null ? null
            : faults.Try(() => PackReaderSubsidies.Rows(rows ?? root.Required("subsidies"), contributions, faults));
        var implies = faults.Try(() => PackReaderSubsidies.Implications(root.Optional("implies")));
        var exempt = faults.Try(() => new Box<CategoryRule?>(PackReaderTime.WaitingExempt(root.Optional("waitingExempt"))));
        var full = faults.Try(() => new Box<DatedRule?>(PackReaderTime.FullYear(root.Optional("fullYear"))));
        var rights = faults.Try(() => PackReaderTime.SpecialRights(root.Optional("specialRights")));
        var students = faults.Try(() => PackReaderTime.Students(root.Optional("students")));
        var newborns = faults.Try(() => new Box<NewbornRule?>(PackReaderTime.Newborns(root.Optional("newborns"))));
        var breaks = faults.Try(() => new Box<BreakRule?>(PackReaderTime.Breaks(root.Optional("breaks"))));
        var refund = faults.Try(() => new Box<Citation?>(PackReaderSubsidies.Refund(root.Optional("lateCertification"))));
        var benefits = faults.Try(() => PackReaderBenefits.Read(root.Required("benefits")));
        var annex = faults.Try(() => PackReaderAnnex.Read(root.Required("annex"), county?.Value ?? default));
        var operations = faults.Try(() => PackReaderOperations.Read(root));
        faults.Try(() =>
        {
            root.NothingElse();
            return root;
        });

        return faults.Any ? null : new PackData
        {
            Id = id!.Value,
            Version = version!.Value,
            County = county!.Value,
            Year = year!.Value,
            Title = title!.Value.Chinese,
            EnglishTitle = title.Value.English,
            Notice = notice!,
            Scope = scope!,
            Tiers = tiers!,
            Contributions = contributions!,
            FiscalShare = share!,
            Windows = windows!.Value.Windows,
            Gaps = windows.Value.Gaps,
            LastDay = lastDay!,
            Subsidies = subsidies!,
            IdentityRules = identity!,
            Implies = implies!,
            WaitingExempt = exempt!.Value,
            FullYear = full!.Value,
            SpecialRights = rights!,
            Students = students!,
            Newborns = newborns!.Value,
            Breaks = breaks!.Value,
            LateCertificationRefund = refund!.Value,
            Departments = departments!,
            Benefits = benefits!,
            Annex = annex!,
            Operations = operations!,
        };
    }

    private static Box<(string Chinese, string English)> Title(PackNode node)
    {
        var title = (node.Required("zh").Plain(), English(node.Required("en")));
        node.NothingElse();
        return new(title);
    }

    // It becomes part of sentences that are read aloud to people who know no Chinese.
    private static string English(PackNode node) => node.Plain() is var text && text.All(char.IsAscii)
        ? text
        : throw new PackValueException(node.Line, "NotEnglish", node.Key, text);

    private static NoticeReference Notice(PackNode node)
    {
        var notice = new NoticeReference(
            node.Required("number").Plain(), node.Required("publisher").Plain(), node.Required("area").Plain(),
            node.Optional("issued")?.Date());
        node.NothingElse();
        return notice;
    }

    private static List<ScopeRow> Scope(PackNode node)
    {
        var rows = new List<ScopeRow>();
        foreach (var row in node.IsNotStated ? [] : node.Items())
        {
            var without = row.Optional("without");
            without?.Word("employee-insurance");
            rows.Add(new ScopeRow(
                row.Required("who").Word([.. ScopeRow.Known]), row.Optional("area")?.Text(), without is not null, row.Source()));
            row.NothingElse();
        }

        return rows;
    }

    private static List<TierName> Tiers(PackNode node) =>
        [.. node.Entries().Select(entry => new TierName(entry.KeyTier(), entry.Text(), entry.Source()))];

    private static List<ContributionRow> Contributions(PackNode node)
    {
        var rows = new List<ContributionRow>();
        foreach (var group in node.Entries())
        {
            PersonGroup payer = group.Key switch
            {
                "resident" => PersonGroup.Resident,
                "university-student" => PersonGroup.UniversityStudent,
                _ => throw new PackValueException(group.Line, "UnknownWord", group.Key, "resident, university-student"),
            };
            rows.AddRange(group.Entries().Select(entry =>
                new ContributionRow(payer, entry.KeyTier(), entry.Yuan(), entry.Source())));
        }

        return rows;
    }

    private static FiscalShare Share(PackNode node)
    {
        var amount = node.Required("amount");
        var sum = node.Optional("financing");
        var share = new FiscalShare(
            amount.Yuan(), sum is null ? null : new Financing(sum.Yuan(), sum.Source()), amount.Source());
        node.NothingElse();
        return share;
    }

    private static List<Department> Departments(PackNode node)
    {
        var departments = new List<Department>();
        foreach (var entry in node.IsNotStated ? [] : node.Entries())
        {
            var name = entry.Required("zh");
            departments.Add(new Department(entry.Key, name.Text(), English(entry.Required("en")), name.Source()));
            entry.NothingElse();
        }

        return departments;
    }
}
