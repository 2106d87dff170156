using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A person on the day of payment, as one pack sees it. Everything else is decided from this.</summary>
internal readonly struct Applicant
{
    public Applicant(QuoteTables tables, Tier tier, DateOnly paidOn, PersonFacts person)
    {
        Tier = tier;
        PaidOn = paidOn;
        Person = person;
        // G6: a newborn is nobody's student, so it is asked first.
        Newborn = tables.IsNewborn(person.BirthDate, paidOn);
        Student = !Newborn && person.Group == PersonGroup.UniversityStudent;
        Window = tables.WindowOn(paidOn, Student);
        MayPay = Newborn ? paidOn >= tables.Opens : Window is not null;
        PaidWithAcademicYear = Student && person.AcademicYearCovered && tables.AcademicYearPaid is not null;

        var direct = 0UL;
        var identities = person.Identities;
        for (var i = 0; i < identities.Count; i++)
        {
            var identity = identities[i];
            direct |= identity.IsActive(paidOn) ? CategoryBits.Of(identity.Category) : 0;
        }

        Direct = direct;
        Held = tables.With(direct);
    }

    public Tier Tier { get; }

    public DateOnly PaidOn { get; }

    public PersonFacts Person { get; }

    public bool Newborn { get; }

    public bool Student { get; }

    /// <summary>Null outside the collection period, where only a newborn may still pay.</summary>
    public CompiledWindow? Window { get; }

    public bool MayPay { get; }

    public bool PaidWithAcademicYear { get; }

    /// <summary>The categories certified on the day of payment, as bits.</summary>
    public ulong Direct { get; }

    /// <summary>With the implied ones (G12).</summary>
    public ulong Held { get; }
}
