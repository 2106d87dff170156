using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.Persons;

namespace ResidentInsurance.Intake;

/// <summary>What a service that keeps persons needs: their table, and the keys that name them.</summary>
public static class PersonsExtensions
{
    /// <summary>Registers <see cref="PersonTable"/> (<c>Secrets:MasterKeys</c>) and <see cref="ResidentKeys"/>
    /// (<c>Secrets:ResidentKey</c>).</summary>
    /// <exception cref="InvalidOperationException">One of the secrets is missing; thrown at first use.</exception>
    public static void AddPersons(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<IPersonCipher, AesGcmPersonCipher>()
        .AddSingleton(_ => MasterKeys.Parse(Secret(builder, "MasterKeys")))
        .AddSingleton<PersonTable>()
        .AddSingleton(_ => new ResidentKeys(Convert.FromHexString(Secret(builder, "ResidentKey"))));

    private static string Secret(WebApplicationBuilder builder, string name) => builder.Configuration[$"Secrets:{name}"]
        ?? throw new InvalidOperationException($"Secrets:{name} is not configured.");
}
