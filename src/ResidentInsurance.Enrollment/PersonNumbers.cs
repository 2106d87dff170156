using System.Net.Http.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.EventStore;
using ResidentInsurance.EventStore.Persons;

namespace ResidentInsurance.Enrollment;

/// <summary>ID numbers of residents: from the county's own table of persons; of somebody who is not registered, from
/// payment-ingestion, which has the row.</summary>
public sealed class PersonNumbers(IHttpClientFactory clients)
{
    private const int PersonsAtOnce = 1000;

    /// <summary>The persons by ID number, those without one first.</summary>
    public async Task<IReadOnlyList<(ResidentKey Key, IdNumber? Number)>> SortedAsync(
        CountyDatabase database, IReadOnlyList<ResidentKey> keys, CancellationToken cancellation)
    {
        var numbers = new List<(ResidentKey Key, IdNumber? Number)>(keys.Count);
        foreach (var chunk in keys.Chunk(PersonsAtOnce))
        {
            var known = await database.Persons.ReadAsync(chunk, cancellation);
            var unknown = chunk.Where(key => !known.ContainsKey(key)).ToList();
            var revealed = unknown.Count == 0 ? [] : await RevealAsync(database.County, unknown, cancellation);
            numbers.AddRange(chunk.Select(key =>
                (key, Parsed(known.TryGetValue(key, out var person) ? person.IdNumber : revealed.GetValueOrDefault(key)))));
        }

        numbers.Sort((a, b) => string.CompareOrdinal(a.Number?.Reveal(), b.Number?.Reveal()));
        return numbers;
    }

    private async Task<Dictionary<ResidentKey, string>> RevealAsync(
        CountyCode county, List<ResidentKey> keys, CancellationToken cancellation)
    {
        using var response = await clients.CreateClient(ServiceNames.PaymentIngestion)
            .PostAsJsonAsync($"/internal/persons/reveal?county={county}", keys, ContractJson.Options, cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Dictionary<ResidentKey, string>>(ContractJson.Options, cancellation) ?? [];
    }

    private static IdNumber? Parsed(string? number) => IdNumber.TryParse(number, out var parsed) ? parsed : null;
}
