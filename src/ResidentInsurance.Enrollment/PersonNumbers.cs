using System.Globalization;
using System.Net.Http.Json;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Persons;

namespace ResidentInsurance.Enrollment;

/// <summary>ID numbers of residents: from the county's own table of persons; of somebody who is not registered, from
/// payment-ingestion, which has the row.</summary>
public sealed class PersonNumbers(PersonTable persons, IHttpClientFactory clients)
{
    private const int PersonsAtOnce = 1000;

    /// <summary>The persons by ID number, those without one first. A county's persons are in memory, at 32 bytes each.</summary>
    public async Task<IEnumerable<(ResidentKey Key, IdNumber? Number)>> SortedAsync(
        CountyDatabase database, IAsyncEnumerable<ResidentKey> keys, CancellationToken cancellation)
    {
        var packed = new List<PackedPerson>();
        await foreach (var chunk in keys.Chunk(PersonsAtOnce).WithCancellation(cancellation))
        {
            var known = await persons.ReadAsync(database.Source, chunk, cancellation);
            var unknown = chunk.Where(key => !known.ContainsKey(key)).ToList();
            var revealed = unknown.Count == 0 ? [] : await RevealAsync(database.County, unknown, cancellation);
            packed.AddRange(chunk.Select(key => PackedPerson.Of(
                key, Parsed(known.TryGetValue(key, out var person) ? person.IdNumber : revealed.GetValueOrDefault(key)))));
        }

        packed.Sort((a, b) => a.Number.CompareTo(b.Number));
        return packed.Select(person => (person.ToKey(), person.ToNumber()));
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

    /// <summary>A person in 32 bytes: texts of half a million are 100 MB. No record: its text would show the number.</summary>
    /// <param name="number">Its letters and digits, each a place of base 37, from the highest on; zero for none.</param>
    private readonly struct PackedPerson(UInt128 key, UInt128 number)
    {
        private const string Letters = "\00123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        private const int Places = 18;

        /// <summary>Sorts as the text does.</summary>
        public UInt128 Number { get; } = number;

        public static PackedPerson Of(ResidentKey key, IdNumber? number)
        {
            var packed = UInt128.Zero;
            foreach (var letter in (number?.Reveal() ?? "").PadRight(Places, Letters[0]))
            {
                packed = (packed * (uint)Letters.Length) + (uint)Letters.IndexOf(letter, StringComparison.Ordinal);
            }

            return new PackedPerson(UInt128.Parse(key.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), packed);
        }

        public ResidentKey ToKey() => ResidentKey.Parse(key.ToString("x32", CultureInfo.InvariantCulture));

        public IdNumber? ToNumber()
        {
            Span<char> text = stackalloc char[Places];
            var rest = Number;
            for (var place = Places - 1; place >= 0; place--)
            {
                (rest, var letter) = UInt128.DivRem(rest, (uint)Letters.Length);
                text[place] = Letters[(int)letter];
            }

            return Number == 0 ? null : IdNumber.Parse(text.TrimEnd(Letters[0]).ToString());
        }
    }
}
