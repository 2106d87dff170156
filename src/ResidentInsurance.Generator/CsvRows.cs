using System.Text;

namespace ResidentInsurance.Generator;

/// <summary>Writes CSV as the offices' exports do: CR LF, quotation marks where needed.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly StreamWriter writer;

    public CsvRows(string path, params ReadOnlySpan<string?> header)
    {
        writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n" };
        Add(header);
    }

    public void Add(params ReadOnlySpan<string?> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                writer.Write(',');
            }

            var field = fields[i] ?? "";
            if (field.AsSpan().IndexOfAny(",\"") < 0)
            {
                writer.Write(field);
            }
            else
            {
                writer.Write('"');
                writer.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
                writer.Write('"');
            }
        }

        writer.WriteLine();
    }

    public void Dispose() => writer.Dispose();
}
