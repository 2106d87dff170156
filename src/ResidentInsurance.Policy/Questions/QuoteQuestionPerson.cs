using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>The person of a question.</summary>
internal ref partial struct QuoteQuestionReader
{
    private PersonFacts? Person()
    {
        DateOnly? birthDate = null;
        var group = PersonGroup.Resident;
        List<IdentityPeriod>? identities = null;
        List<Circumstance>? circumstances = null;
        var (freshman, academicYearCovered, graduating) = (false, false, false);
        int? lastCoveredYear = null;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return Fail<PersonFacts>(Texts.Question_NotAnObject);
        }

        var named = 0;
        while (Next())
        {
            if (Is("birthDate"u8, 1, ref named))
            {
                birthDate = Date("birthDate");
            }
            else if (Is("group"u8, 1 << 1, ref named))
            {
                group = Group();
            }
            else if (Is("identities"u8, 1 << 2, ref named))
            {
                identities = Identities();
            }
            else if (Is("circumstances"u8, 1 << 3, ref named))
            {
                circumstances = CircumstanceList();
            }
            else if (Is("freshman"u8, 1 << 4, ref named))
            {
                freshman = Flag("freshman");
            }
            else if (Is("academicYearCovered"u8, 1 << 5, ref named))
            {
                academicYearCovered = Flag("academicYearCovered");
            }
            else if (Is("graduating"u8, 1 << 6, ref named))
            {
                graduating = Flag("graduating");
            }
            else if (Is("lastCoveredYear"u8, 1 << 7, ref named))
            {
                lastCoveredYear = Year("lastCoveredYear");
            }
            else
            {
                return Fail<PersonFacts>(Texts.Question_UnknownField, "person." + json.GetString());
            }

            if (Fault is not null)
            {
                return null;
            }
        }

        return birthDate is not { } birth ? Fail<PersonFacts>(Texts.Question_Missing, "birthDate") : new PersonFacts
        {
            BirthDate = birth,
            Group = group,
            Identities = identities ?? (IReadOnlyList<IdentityPeriod>)[],
            Circumstances = circumstances ?? (IReadOnlyList<Circumstance>)[],
            Freshman = freshman,
            AcademicYearCovered = academicYearCovered,
            Graduating = graduating,
            LastCoveredYear = lastCoveredYear,
        };
    }

    private List<IdentityPeriod>? Identities()
    {
        if (!BeginArray("identities"))
        {
            return null;
        }

        var identities = new List<IdentityPeriod>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                return Fail<List<IdentityPeriod>>(Texts.Question_NotAnObject);
            }

            string? category = null;
            DateOnly? from = null;
            DateOnly? to = null;
            var named = 0;
            while (Next())
            {
                if (Is("category"u8, 1, ref named))
                {
                    category = Text("category");
                    if (category is not null && !IdentityCategories.IsKnown(category))
                    {
                        return Fail<List<IdentityPeriod>>(Texts.Question_UnknownCategory, category);
                    }
                }
                else if (Is("from"u8, 1 << 1, ref named))
                {
                    from = Date("from");
                }
                else if (Is("to"u8, 1 << 2, ref named))
                {
                    to = Date("to");
                }
                else
                {
                    return Fail<List<IdentityPeriod>>(Texts.Question_UnknownField, "identities." + json.GetString());
                }
            }

            if (Fault is null && (category is null || from is null))
            {
                Fault = Filled(Texts.Question_Missing, category is null ? "category" : "from");
            }

            if (Fault is not null)
            {
                return null;
            }

            identities.Add(new IdentityPeriod(category!, from!.Value, to));
        }

        return identities;
    }

    private List<Circumstance>? CircumstanceList()
    {
        if (!BeginArray("circumstances"))
        {
            return null;
        }

        var circumstances = new List<Circumstance>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                return Fail<List<Circumstance>>(Texts.Question_NotAnObject);
            }

            string? kind = null;
            DateOnly? on = null;
            var named = 0;
            while (Next())
            {
                if (Is("kind"u8, 1, ref named))
                {
                    kind = Text("kind");
                    if (kind is not null && !Circumstances.IsKnown(kind))
                    {
                        return Fail<List<Circumstance>>(Texts.Question_UnknownCircumstance, kind);
                    }
                }
                else if (Is("on"u8, 1 << 1, ref named))
                {
                    on = Date("on");
                }
                else
                {
                    return Fail<List<Circumstance>>(Texts.Question_UnknownField, "circumstances." + json.GetString());
                }
            }

            if (Fault is null && kind is null)
            {
                Fault = Filled(Texts.Question_Missing, "kind");
            }

            if (Fault is not null)
            {
                return null;
            }

            circumstances.Add(new Circumstance(kind!, on));
        }

        return circumstances;
    }
}
