using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Questions in, answers out, as JSON: one object a line, in order. A line that cannot be read is answered
/// <c>invalid-question</c> and the rest goes on. Not safe for concurrent use: it keeps its buffers.</summary>
public sealed class QuoteLines : IDisposable
{
    /// <summary>Longer lines are answered <c>invalid-question</c> without being read.</summary>
    public const int LineLimitBytes = 1 << 20;

    /// <summary>The code of a question that cannot be read.</summary>
    public const string InvalidQuestion = "invalid-question";

    private readonly Dictionary<string, CompiledPack> packs;
    private readonly ArrayBufferWriter<byte> answers = new(1 << 16);
    private readonly ReasonJson reasons = new();
    private readonly Utf8JsonWriter json;

    public QuoteLines(PackLibrary packs)
    {
        this.packs = packs.Current.ToDictionary(pack => pack.Id.Value);
        json = new Utf8JsonWriter(answers, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        });
    }

    public void Dispose() => json.Dispose();

    /// <summary>Answers every line of a stream, as soon as it has arrived; a last line needs no line feed.</summary>
    /// <returns>How many lines were answered.</returns>
    public long Run(Stream input, Stream output, CancellationToken cancellationToken = default)
    {
        answers.ResetWrittenCount(); // what was answered before is nobody's here
        var lines = 0L;
        var reader = new LineReader(input, LineLimitBytes);
        while (reader.Fill())
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (reader.TryTake(out var line, out var tooLong))
            {
                if (tooLong)
                {
                    WriteInvalid(default, Texts.Question_TooLong);
                }
                else
                {
                    Write(line);
                }

                EndLine();
                lines++;
                if (answers.WrittenCount > 1 << 16)
                {
                    Flush(output);
                }
            }

            Flush(output);
            output.Flush();
        }

        return lines;
    }

    /// <summary>Answers one question, or a list of them with a list.</summary>
    /// <returns>The answer as UTF-8 JSON; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> question)
    {
        answers.ResetWrittenCount();
        question = question.StartsWith("\uFEFF"u8) ? question[3..] : question;
        if (question.TrimStart(" \t\r\n"u8) is not [(byte)'[', ..])
        {
            Write(question);
        }
        else
        {
            WriteList(question);
        }

        json.Flush();
        return answers.WrittenMemory;
    }

    private void WriteList(ReadOnlySpan<byte> questions)
    {
        var reader = new Utf8JsonReader(questions);
        var starts = new List<Range>();
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                starts.Add(start..(int)reader.BytesConsumed);
            }

            // The reader throws if anything follows the list.
            _ = reader.Read();
        }
        catch (JsonException)
        {
            WriteInvalid(default, Texts.Question_NotJson);
            return;
        }

        answers.Write("["u8);
        foreach (var range in starts)
        {
            if (answers.WrittenCount > 1)
            {
                answers.Write(","u8);
            }

            Write(questions[range]);
            json.Flush();
        }

        answers.Write("]"u8);
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            WriteInvalid(default, Texts.Question_NotUtf8);
            return;
        }

        if (QuoteQuestionReader.Read(line, out var asked, out var fault) is not { } question)
        {
            WriteInvalid(line[QuoteQuestionReader.CaseId(line)], fault!);
            return;
        }

        var caseId = line[asked];
        if (!packs.TryGetValue(question.Campaign, out var pack))
        {
            BeginRefused(caseId, Rejections.UnknownCampaign);
            json.WriteEndObject();
        }
        else
        {
            // A tier that no campaign has gets the same answer as one that this campaign lacks.
            var tier = Tiers.TryParse(question.Tier, out var known) ? known : (Tier)int.MaxValue;
            Write(caseId, pack, pack.Quote(tier, question.PaidOn, question.Person));
        }
    }

    private void Write(ReadOnlySpan<byte> caseId, CompiledPack pack, Quote quote)
    {
        if (!quote.Accepted)
        {
            BeginRefused(caseId, quote.Rejection!);
        }
        else
        {
            Begin(caseId, accepted: true);
            ReasonJson.WriteMoney(json, "contribution"u8, quote.Contribution);
            ReasonJson.WriteMoney(json, "fiscalShareBorne"u8, quote.FiscalShareBorne);
            ReasonJson.WriteMoney(json, "subsidy"u8, quote.Subsidy);
            ReasonJson.WriteMoney(json, "fiscalShareSubsidised"u8, quote.FiscalShareSubsidised);
            json.WriteString("subsidyCategory"u8, quote.SubsidyCategory);
            ReasonJson.WriteMoney(json, "due"u8, quote.Due);
            json.WriteStartObject("coverage"u8);
            ReasonJson.WriteDate(json, "from"u8, quote.Coverage!.Value.From);
            ReasonJson.WriteDate(json, "to"u8, quote.Coverage.Value.To);
            json.WriteEndObject();
        }

        json.WriteStartArray("reasons"u8);
        foreach (var reason in quote.Reasons)
        {
            json.WriteRawValue(reasons.Of(pack, reason), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteInvalid(ReadOnlySpan<byte> caseId, string detail)
    {
        BeginRefused(caseId, InvalidQuestion);
        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }

    private void BeginRefused(ReadOnlySpan<byte> caseId, string code)
    {
        Begin(caseId, accepted: false);
        json.WriteString("rejection"u8, code);
    }

    private void Begin(ReadOnlySpan<byte> caseId, bool accepted)
    {
        json.Reset();
        json.WriteStartObject();
        json.WritePropertyName("caseId"u8);
        json.WriteRawValue(caseId.IsEmpty ? "null"u8 : caseId, skipInputValidation: true);
        json.WriteBoolean("accepted"u8, accepted);
    }

    private void EndLine()
    {
        json.Flush();
        answers.Write("\n"u8);
    }

    private void Flush(Stream output)
    {
        output.Write(answers.WrittenSpan);
        answers.ResetWrittenCount();
    }
}
