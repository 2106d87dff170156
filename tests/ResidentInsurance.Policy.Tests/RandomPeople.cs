using FsCheck;
using FsCheck.Fluent;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy.Tests;

/// <summary>A question that nobody wrote.</summary>
internal sealed record Question(CompiledPack Pack, Tier Tier, DateOnly PaidOn, PersonFacts Person)
{
    public Quote Answer() => Pack.Quote(Tier, PaidOn, Person);

    public Question With(IEnumerable<IdentityPeriod> identities) =>
        this with { Person = Person with { Identities = [.. identities] } };
}

/// <summary>Makes questions that crowd around the days on which rules change.</summary>
internal static class RandomPeople
{
    private static readonly int[] Near = [-2, -1, 0, 0, 1, 2];
    private static readonly int[] Ages = [0, 1, 30, 89, 90, 91, 92, 150, 365, 7000, 15000, 25000, -1];
    private static readonly int[] Since = [-1, 0, 1, 30, -30, 89, 90, 91, 92, 93, 400, 1000];

    public static Gen<Question> Questions() =>
        from pack in Gen.Elements(Packs.Library.Current.ToArray())
        from tier in Gen.Elements(pack.Tiers.ToArray())
        from paidOn in Days(pack)
        from person in People(pack, paidOn)
        select new Question(pack, tier, paidOn, person);

    public static Gen<IdentityPeriod> Identities(DateOnly paidOn) =>
        from category in Gen.Elements(IdentityCategories.Codes.ToArray())
        from since in Gen.Elements(Since)
        from length in Gen.Elements(0, 1, 30, 91, 500)
        let from_ = paidOn.AddDays(-since)
        select new IdentityPeriod(category, from_, length == 0 ? null : from_.AddDays(length));

    private static Gen<DateOnly> Days(CompiledPack pack)
    {
        var edges = pack.Data.Windows.SelectMany(window => new[] { window.From, window.To })
            .Append(pack.CentralPeriod(PersonGroup.UniversityStudent).From).ToArray();
        var near = from edge in Gen.Elements(edges) from days in Gen.Elements(Near) select edge.AddDays(days);
        var any = from days in Gen.Choose(-40, 560) select edges[0].AddDays(days);
        return Gen.OneOf(near, any);
    }

    private static Gen<PersonFacts> People(CompiledPack pack, DateOnly paidOn) =>
        from age in Gen.Elements(Ages)
        from shift in Gen.Choose(0, 20)
        from student in Gen.Elements(false, false, true)
        from identities in Identities(paidOn).ListOf(0, 3)
        from events in Events(paidOn).ListOf(0, 2)
        from flags in Gen.Choose(0, 7)
        from covered in Gen.Choose(-2, 9)
        select new PersonFacts
        {
            BirthDate = paidOn.AddDays(-age - (age > 200 ? shift : 0)),
            Group = student ? PersonGroup.UniversityStudent : PersonGroup.Resident,
            Identities = [.. identities],
            Circumstances = [.. events],
            Freshman = (flags & 1) != 0,
            AcademicYearCovered = (flags & 2) != 0,
            Graduating = (flags & 4) != 0,
            LastCoveredYear = covered == -2 ? null : pack.Year - covered,
        };

    private static Gen<Circumstance> Events(DateOnly paidOn) =>
        from kind in Gen.Elements(
            "left-military-service", "employee-insurance-interrupted", "moved-in", "returned-from-abroad", "released",
            "migrant-child", "graduate-returned", "medical-assistance-unsubsidised", "clergy")
        from since in Gen.Elements(Since)
        from dated in Gen.Elements(true, true, true, false)
        select new Circumstance(kind, dated ? paidOn.AddDays(-since) : null);

    private static Gen<List<T>> ListOf<T>(this Gen<T> gen, int least, int most) =>
        from count in Gen.Choose(least, most)
        from items in Gen.ListOf(gen, count)
        select items.ToList();
}
