using System.Globalization;
using System.Text;

namespace ResidentInsurance.Policy;

/// <summary>One reason for refusing a pack: the file, the line and a sentence.</summary>
/// <param name="Code">Names its sentence in <c>Texts.resx</c> under <c>Fault_</c>.</param>
public sealed record PackFault(string File, int Line, string Code, IReadOnlyList<string> Values)
{
    /// <summary>The sentence alone, in Chinese unless the culture is English.</summary>
    public string Sentence(CultureInfo? culture = null)
    {
        var format = Texts.ResourceManager.GetString("Fault_" + Code, culture ?? CultureInfo.InvariantCulture);
        return string.Format(CultureInfo.InvariantCulture, format ?? Code, [.. Values]);
    }

    /// <summary><c>file:line: sentence</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {Sentence()}";
}

/// <summary>A pack that may not be used, with everything that is wrong with it.</summary>
public sealed class PackRefusedException(IReadOnlyList<PackFault> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<PackFault> Faults { get; } = faults;
}

/// <summary>Collects a file's faults, so that the writer of a pack sees all of them in one run.</summary>
internal sealed class PackFaults(string file)
{
    private readonly List<PackFault> faults = [];

    public bool Any => faults.Count > 0;

    public IReadOnlyList<PackFault> InOrder => [.. faults.OrderBy(fault => fault.Line)];

    public void Add(int line, string code, params string[] values) =>
        faults.Add(new PackFault(file, line, code, values));

    /// <summary>Reads a part. A fault in it loses only this part.</summary>
    public T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (PackValueException fault)
        {
            Add(fault.Line, fault.Code, fault.Values);
            return null;
        }
    }

    public override string ToString() =>
        faults.Aggregate(new StringBuilder(), (text, fault) => text.Append(fault).AppendLine()).ToString();
}

/// <summary>Lets a value, or an absent part, pass through <see cref="PackFaults.Try{T}"/>.</summary>
internal sealed record Box<T>(T Value);

/// <summary>Ends the reading of one part of a pack; caught in <see cref="PackFaults.Try{T}"/>, never seen outside.</summary>
#pragma warning disable CA1064 // the exception never leaves the reader
internal sealed class PackValueException(int line, string code, params string[] values) : Exception(code)
{
    public int Line { get; } = line;

    public string Code { get; } = code;

    public string[] Values { get; } = values;
}
#pragma warning restore CA1064
