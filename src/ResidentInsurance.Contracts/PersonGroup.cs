using System.Text.Json.Serialization;

namespace ResidentInsurance.Contracts;

/// <summary>Who pays: the notices know residents and university students (在校大学生, 全日制研究生 included).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PersonGroup>))]
public enum PersonGroup
{
    /// <summary>居民, <c>resident</c>.</summary>
    [JsonStringEnumMemberName("resident")]
    Resident,

    /// <summary>大学生, <c>university-student</c>.</summary>
    [JsonStringEnumMemberName("university-student")]
    UniversityStudent,
}
