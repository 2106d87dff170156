using System.Globalization;
using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A question as it was asked. The campaign and the tier that it names may not exist.</summary>
internal sealed record QuoteQuestion(string Campaign, string Tier, DateOnly PaidOn, PersonFacts Person);

/// <summary>Reads one question from JSON. It is strict: a field that it does not know may be one that the asker relies
/// on. The first fault ends the reading; <see cref="Fault"/> then says what and where.</summary>
internal ref partial struct QuoteQuestionReader
{
    private Utf8JsonReader json;
    private Range caseId;

    private QuoteQuestionReader(ReadOnlySpan<byte> line) => json = new Utf8JsonReader(line);

    /// <summary>The fault's sentence, null after a good reading.</summary>
    public string? Fault { get; private set; }

    public static QuoteQuestion? Read(ReadOnlySpan<byte> line, out Range caseId, out string? fault)
    {
        var reader = new QuoteQuestionReader(line);
        try
        {
            var question = reader.Question();
            fault = reader.Fault;
            caseId = reader.caseId;
            return question;
        }
        catch (Exception exception) when (IsNotJson(exception))
        {
            fault = Texts.Question_NotJson;
            caseId = default;
            return null;
        }
    }

    /// <summary>Where the value of <c>caseId</c> stands, as far as the line can be read; empty where there is none.</summary>
    public static Range CaseId(ReadOnlySpan<byte> line)
    {
        var found = default(Range);
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1
                    && reader.ValueTextEquals("caseId"u8)
                    && reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    found = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
                }
            }
        }
        catch (Exception exception) when (IsNotJson(exception))
        {
            // An id that was read before the fault still names the line.
        }

        return found;
    }

    // The reader reports half of an escaped surrogate pair as an invalid operation.
    private static bool IsNotJson(Exception exception) => exception is JsonException or InvalidOperationException;

    private QuoteQuestion? Question()
    {
        string? campaign = null;
        string? tier = null;
        DateOnly? paidOn = null;
        PersonFacts? person = null;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return Fail<QuoteQuestion>(Texts.Question_NotAnObject);
        }

        var named = 0;
        while (Next())
        {
            if (Is("caseId"u8, 1, ref named))
            {
                if (!json.Read() || json.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null))
                {
                    return Fail<QuoteQuestion>(Texts.Question_NotText, "caseId");
                }

                caseId = (int)json.TokenStartIndex..(int)json.BytesConsumed;
            }
            else if (Is("campaign"u8, 1 << 1, ref named))
            {
                campaign = Text("campaign");
            }
            else if (Is("tier"u8, 1 << 2, ref named))
            {
                tier = Text("tier");
            }
            else if (Is("paidOn"u8, 1 << 3, ref named))
            {
                paidOn = Date("paidOn");
            }
            else if (Is("person"u8, 1 << 4, ref named))
            {
                person = Person();
            }
            else if (Is("expected"u8, 1 << 5, ref named))
            {
                json.Skip();
            }
            else
            {
                return Fail<QuoteQuestion>(Texts.Question_UnknownField, json.GetString());
            }

            if (Fault is not null)
            {
                return null;
            }
        }

        // The reader throws if anything follows the object.
        _ = json.Read();
        var missing = campaign is null ? "campaign" : tier is null ? "tier" : paidOn is null ? "paidOn"
            : person is null ? "person" : null;
        return missing is null
            ? new QuoteQuestion(campaign!, tier!, paidOn!.Value, person!)
            : Fail<QuoteQuestion>(Texts.Question_Missing, missing);
    }

    private bool Next() => Fault is null && json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether the field at hand has this name. A field that stands twice in its object is a fault:
    /// nobody can tell which value was meant.</summary>
    /// <param name="named">The bits of the fields that the object has named so far.</param>
    private bool Is(ReadOnlySpan<byte> name, int bit, ref int named)
    {
        if (!json.ValueTextEquals(name))
        {
            return false;
        }

        if ((named & bit) != 0)
        {
            Fault ??= Filled(Texts.Question_Repeated, json.GetString());
        }

        named |= bit;
        return true;
    }

    /// <summary>A null value means the same as a missing field.</summary>
    private bool BeginArray(string field)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
        {
            Fault ??= Filled(Texts.Question_NotAList, field);
        }

        return json.TokenType == JsonTokenType.StartArray;
    }

    private string? Text(string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => Fail<string>(Texts.Question_NotText, field),
        };
    }

    private DateOnly? Date(string field)
    {
        var text = Text(field);
        if (text is null || Fault is not null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Fault ??= Filled(Texts.Question_WrongDate, field, text);
        return null;
    }

    private bool Flag(string field)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            Fault ??= Filled(Texts.Question_NotAFlag, field);
        }

        return json.TokenType == JsonTokenType.True;
    }

    private int? Year(string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var year) && year is > 0 and < 10_000)
        {
            return year;
        }

        Fault ??= Filled(Texts.Question_NotAYear, field);
        return null;
    }

    private PersonGroup Group()
    {
        var text = Text("group");
        if (text is not (null or "resident" or "university-student"))
        {
            Fault ??= Filled(Texts.Question_UnknownGroup, text);
        }

        return text == "university-student" ? PersonGroup.UniversityStudent : PersonGroup.Resident;
    }

    private T? Fail<T>(string format, params string?[] values)
        where T : class
    {
        Fault ??= Filled(format, values);
        return null;
    }

    private static string Filled(string format, params string?[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);
}
