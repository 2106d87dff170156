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
    private static readonly string[] Kinds =
    [
        "left-military-service", "employee-insurance-interrupted", "moved-in", "returned-from-abroad", "released",
        "migrant-child", "graduate-returned", "medical-assistance-unsubsidised", "clergy",
    ];

    private static readonly int[] Near = [-2, -1, 0, 0, 1, 2];
    private static readonly int[] Ages = [0, 1, 30, 89, 90, 91, 92, 150, 365, 7000, 15000, 25000, -1];
    private static readonly int[] Since = [-1, 0, 1, 30, -30, 89, 90, 91, 92, 93, 400, 1000];

    public static Gen<Question> Questions() =>
        from pack in Gen.Elements(Packs.Library.Current.ToArray())
        from tier in Gen.Elements(pack.Tiers.ToArray())
        from paidOn in Days(pack)
        from person in People(pack, paidOn)
        select new Question(pack, tier, paidOn, person);

    /// <summary>Questions that a line of JSON can ask, from any day of the calendar.</summary>
    public static Gen<Question> WrittenQuestions() => Gen.OneOf(
        Questions(),
        from pack in Gen.Elements(Packs.Library.Current.ToArray())
        from tier in Gen.Elements(Tier.Low, Tier.High, Tier.Single)
        from paidOn in Gen.OneOf(Days(pack), AnyDay)
        from person in AnyPerson([.. IdentityCategories.Codes], Kinds)
        select new Question(pack, tier, paidOn, person with
        {
            LastCoveredYear = person.LastCoveredYear is { } year ? Math.Clamp(year, 1, 9999) : null,
        }));

    /// <summary>Beyond those, words and numbers that only a program can ask with.</summary>
    public static Gen<Question> AnyQuestions() => Gen.OneOf(
        WrittenQuestions(),
        from pack in Gen.Elements(Packs.Library.Current.ToArray())
        from tier in Gen.Elements(Tier.Low, Tier.High, Tier.Single, (Tier)99, (Tier)(-1))
        from paidOn in Gen.OneOf(Days(pack), AnyDay)
        from person in AnyPerson([.. IdentityCategories.Codes, "nothing-known"], [.. Kinds, "nothing-known"])
        select new Question(pack, tier, paidOn, person));

    private static Gen<DateOnly> AnyDay { get; } = Gen.OneOf(
        Gen.Elements(DateOnly.MinValue, DateOnly.MaxValue, DateOnly.MaxValue.AddDays(-91), new(2024, 2, 29), new(2023, 2, 28), new(1900, 2, 28)),
        from number in Gen.Choose(DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber) select DateOnly.FromDayNumber(number),
        from number in Gen.Choose(new DateOnly(2022, 9, 1).DayNumber, new DateOnly(2026, 1, 31).DayNumber) select DateOnly.FromDayNumber(number));

    private static Gen<PersonFacts> AnyPerson(string[] categories, string[] kinds) =>
        from birth in AnyDay
        from student in Gen.Elements(PersonGroup.Resident, PersonGroup.UniversityStudent, (PersonGroup)7)
        from identities in (
            from category in Gen.Elements(categories)
            from since in AnyDay
            from until in AnyDay
            from open in Gen.Elements(true, false)
            select new IdentityPeriod(category, since, open ? null : until)).ListOf(0, 4)
        from events in (
            from kind in Gen.Elements(kinds)
            from day in AnyDay
            from dated in Gen.Elements(true, true, false)
            select new Circumstance(kind, dated ? day : null)).ListOf(0, 3)
        from flags in Gen.Choose(0, 7)
        from covered in Gen.Elements<int?>(null, int.MinValue, 0, 1, 1999, 2022, 2023, 2024, 9999, int.MaxValue)
        select new PersonFacts
        {
            BirthDate = birth,
            Group = student,
            Identities = [.. identities],
            Circumstances = [.. events],
            Freshman = (flags & 1) != 0,
            AcademicYearCovered = (flags & 2) != 0,
            Graduating = (flags & 4) != 0,
            LastCoveredYear = covered,
        };

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
        from kind in Gen.Elements(Kinds)
        from since in Gen.Elements(Since)
        from dated in Gen.Elements(true, true, true, false)
        select new Circumstance(kind, dated ? paidOn.AddDays(-since) : null);

    private static Gen<List<T>> ListOf<T>(this Gen<T> gen, int least, int most) =>
        from count in Gen.Choose(least, most)
        from items in Gen.ListOf(gen, count)
        select items.ToList();
}
