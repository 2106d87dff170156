using System.Runtime.CompilerServices;

namespace ResidentInsurance.Policy;

/// <summary>Gathers a quote's reasons without allocating before their number is known.</summary>
internal struct ReasonList
{
    private const int Limit = 16;

    private Slots slots;
    private int count;

    /// <summary>Quotes have at most ten; what would exceed the limit is left out rather than thrown.</summary>
    public void Add(Reason reason)
    {
        if (count < Limit)
        {
            slots[count++] = reason;
        }
    }

    /// <summary>A rule that comes on top of another one takes its place.</summary>
    public void ReplaceLast(Reason reason) => slots[count - 1] = reason;

    public readonly Reason[] ToArray() => ((ReadOnlySpan<Reason>)slots)[..count].ToArray();

    [InlineArray(Limit)]
    private struct Slots
    {
        private Reason first;
    }
}
