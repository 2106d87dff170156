using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Generator;

/// <summary>What the files come to, as <c>ri enrollments --json</c> and <c>ri progress --json</c> print it.</summary>
internal static class ExpectedFiles
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WritePersons(string path, IEnumerable<Person> persons, Annex annex) =>
        WriteLines(path, persons.Where(person => person.Life.IsRegistered || person.Life.Outcome.Paid > 0)
            .OrderBy(person => person.IdNumber, StringComparer.Ordinal),
            (json, person) => Write(json, person, person.Village < 0 ? null : annex.Villages[person.Village].Name));

    public static void WriteProgress(string path, IReadOnlyList<VillageCount> villages, IReadOnlyList<int> thresholds) =>
        WriteLines(path, villages, (json, village) =>
        {
            json.WriteString("township", village.Township);
            json.WriteString("village", village.Village);
            Write(json, "population", village.Population);
            json.WriteNumber("task", village.Task);
            json.WriteNumber("enrolled", village.Enrolled);
            json.WriteString("taskRate", Rate(village.Enrolled, village.Task, thresholds));
            Write(json, "rank", Rank(village, villages));
        });

    /// <summary>Per cent with two decimals, half up, but below a threshold at most a hundredth less than it; null without a
    /// task.</summary>
    internal static string? Rate(int enrolled, int task, IReadOnlyList<int> thresholds)
    {
        if (task == 0)
        {
            return null;
        }

        var shown = (enrolled * 20_000L + task) / (2L * task);
        foreach (var threshold in thresholds.Where(threshold => enrolled * 100L < (long)threshold * task))
        {
            shown = Math.Min(shown, threshold * 100 - 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{shown / 100}.{shown % 100:00}");
    }

    /// <summary>Null without a task.</summary>
    internal static int? Rank(VillageCount village, IEnumerable<VillageCount> villages) => village.Task == 0
        ? null
        : 1 + villages.Count(other => (long)other.Enrolled * village.Task > (long)village.Enrolled * other.Task && other.Task > 0);

    private static void WriteLines<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var stream = new FileStream(path, FileMode.Create);
        using var json = new Utf8JsonWriter(stream, Options);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    private static void Write(Utf8JsonWriter json, Person person, string? village)
    {
        var outcome = person.Life.Outcome;
        var enrollment = outcome.Enrollment;
        json.WriteString("idNumber", person.IdNumber);
        json.WriteString("village", village);
        json.WriteBoolean("enrolled", enrollment is not null);
        json.WriteString("tier", enrollment?.Tier.Code());
        json.WriteString("paidOn", Text(enrollment?.PaidOn));
        Write(json, "contribution", enrollment?.Contribution);
        Write(json, "fiscalShareBorne", enrollment?.FiscalShareBorne);
        Write(json, "subsidy", enrollment?.Subsidy);
        Write(json, "fiscalShareSubsidised", enrollment?.FiscalShareSubsidised);
        json.WriteString("subsidyCategory", enrollment?.SubsidyCategory);
        Write(json, "due", enrollment?.Due);
        json.WriteNumber("paid", outcome.Paid);
        if (enrollment is null)
        {
            json.WriteNull("coverage");
        }
        else
        {
            json.WriteStartObject("coverage");
            json.WriteString("from", Text(enrollment.From));
            json.WriteString("to", Text(enrollment.To));
            json.WriteEndObject();
        }

        json.WriteNumber("refundDue", outcome.RefundDue);
        json.WriteStartArray("exceptions");
        foreach (var code in outcome.Exceptions)
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
        json.WriteStartArray("suspended");
        if (outcome.Suspended is { } suspended)
        {
            json.WriteStartObject();
            json.WriteString("from", Text(suspended.From));
            json.WriteString("to", Text(suspended.To));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
