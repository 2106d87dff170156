namespace ResidentInsurance.Files;

/// <summary>Rows of text cells, from a CSV file or a workbook's first sheet. One row at a time is in memory.</summary>
internal interface ITable : IDisposable
{
    /// <summary>The first row's cells.</summary>
    IReadOnlyList<string> Header { get; }

    /// <summary>The line where the present row begins; the header is line 1.</summary>
    int Line { get; }

    /// <summary>How many fields the present row has.</summary>
    int FieldCount { get; }

    /// <summary>True where a field of the present row that was read so far has an unpaired quotation mark.</summary>
    bool Damaged { get; }

    /// <summary>Moves to the next row that is not blank.</summary>
    bool Read();

    /// <summary>A field's text as written; empty beyond the last.</summary>
    string Field(int index);

    /// <summary>The present row as it was written; a workbook's row as CSV.</summary>
    string Raw();
}
