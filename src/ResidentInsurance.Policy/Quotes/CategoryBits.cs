using System.Collections.Frozen;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Policy;

/// <summary>Identity categories as bits of one number, so that a quote compares sets without allocating.</summary>
internal static class CategoryBits
{
    private static readonly FrozenDictionary<string, int> Positions = IdentityCategories.Codes
        .Select((code, position) => (code, position)).ToFrozenDictionary(pair => pair.code, pair => pair.position);

    /// <summary>The position of a known category's bit, which is also its index in <see cref="IdentityCategories.Codes"/>.</summary>
    public static int Position(string category) => Positions[category];

    /// <summary>Zero for an unknown category, which gives nothing.</summary>
    public static ulong Of(string category) => Positions.TryGetValue(category, out var position) ? 1UL << position : 0;

    public static ulong Of(IEnumerable<string> categories) => categories.Aggregate(0UL, (bits, code) => bits | Of(code));
}
