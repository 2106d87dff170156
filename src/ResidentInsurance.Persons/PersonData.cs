using System.Text.Json.Serialization;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Persons;

/// <summary>What identifies a person. It is stored encrypted and never logged: printing it shows nothing of it.</summary>
/// <param name="IdNumber">The normalised ID number.</param>
/// <param name="GuardianIdNumber">The normalised ID number of a guardian.</param>
public sealed record PersonData(string IdNumber, string? Name, string? Telephone, string? GuardianIdNumber)
{
    public override string ToString() => "***";
}

/// <summary>A person under the key that names it everywhere else.</summary>
public sealed record Person(ResidentKey Key, PersonData Data);

[JsonSerializable(typeof(PersonData))]
internal sealed partial class PersonJson : JsonSerializerContext;
