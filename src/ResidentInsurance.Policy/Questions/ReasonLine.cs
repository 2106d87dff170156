using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>A reason as answers show it, with its sentences; <see cref="Reason"/> has the fields.</summary>
/// <param name="Reading">Null where the notice's words were enough.</param>
/// <param name="Zh">The sentence that a clerk reads aloud, with the pack's names of the tiers.</param>
public sealed record ReasonLine(
    string Explains, string Rule, string Place,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Money? Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Date,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mark,
    string Zh, string En)
{
    /// <param name="pack">The pack that decided.</param>
    public static ReasonLine Of(Reason reason, CompiledPack pack) => new(
        reason.Explains, reason.Rule, reason.Place, reason.Reading, reason.Amount, reason.Date, reason.Mark,
        ReasonText.Chinese(reason, pack.Data), ReasonText.English(reason, pack.Data));
}
