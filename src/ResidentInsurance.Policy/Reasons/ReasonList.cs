using System.Runtime.CompilerServices;

namespace ResidentInsurance.Policy;

/// <summary>Gathers a quote's reasons without allocating before their number is known.</summary>
internal struct ReasonList
{
    private const int Limit = 16;

    private Slots slots;
    private int count;

    /// <summary>Quotes have at most ten. A reason beyond the limit is left out; nothing is thrown.</summary>
    public void Add(Reason reason)
    {
        if (count < Limit)
        {
            slots[count++] = reason;
        }
    }

    /// <summary>Puts the reason of a rule that comes on top in the place of the last one.</summary>
    public void ReplaceLast(Reason reason) => slots[count - 1] = reason;

    public readonly Reason[] ToArray() => ((ReadOnlySpan<Reason>)slots)[..count].ToArray();

    [InlineArray(Limit)]
    private struct Slots
    {
        private Reason first;
    }
}
