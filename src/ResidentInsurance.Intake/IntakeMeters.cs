using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using ResidentInsurance.Contracts;
using ResidentInsurance.Feeds;
using ResidentInsurance.Files;

namespace ResidentInsurance.Intake;

/// <summary>What became of a file.</summary>
internal enum FileResult
{
    /// <summary>Read to its end, whatever became of its rows.</summary>
    Taken,

    /// <summary>Known to the last row: nothing was done.</summary>
    Repeated,

    /// <summary>Not read at all: of another kind, too large, not now.</summary>
    Refused,

    /// <summary>Cut off by a fault or a stop; it can be sent again.</summary>
    CutOff,
}

/// <summary>Files and their rows by county, kind and result, and when the last one came.</summary>
internal sealed class IntakeMeters : BackgroundService
{
    private static readonly string[] RowResults = ["accepted", "repeated", "rejected"];

    private readonly CountyDatabases counties;
    private readonly CountyReadings<LastDeliveries> readings;
    private readonly Counter<long> files;
    private readonly Counter<long> rows;
    private readonly SortedSet<FileKind> kinds = [];

    public IntakeMeters(CountyDatabases counties, CountyReadings<LastDeliveries> readings, IMeterFactory meters)
    {
        this.counties = counties;
        this.readings = readings;
        var meter = meters.Create("ResidentInsurance.Intake");
        files = meter.CreateCounter<long>("resident_insurance.files", "{file}", "Files that were sent");
        rows = meter.CreateCounter<long>("resident_insurance.file.rows", "{row}", "Rows of files that were read");
        meter.CreateObservableGauge("resident_insurance.delivery.last.timestamp", ReadTimes, "s",
            "When the last file was taken in, in seconds since 1970; 0 where there was none");
    }

    /// <summary>Says that the service takes files of a kind. Before it starts.</summary>
    public void Takes(FileKind kind) => kinds.Add(kind);

    public void Count(CountyCode county, FileKind kind, FileResult result) =>
        files.Add(1, County(county), Kind(kind), Result(Code(result)));

    public void CountRows(CountyCode county, FileKind kind, int accepted, int repeated, int rejected)
    {
        ReadOnlySpan<int> counts = [accepted, repeated, rejected];
        for (var i = 0; i < RowResults.Length; i++)
        {
            rows.Add(counts[i], County(county), Kind(kind), Result(RowResults[i]));
        }
    }

    /// <summary>Begins every series at zero: a first increase that is also the first sample is seen by no rate.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var county in counties.Counties)
        {
            foreach (var kind in kinds)
            {
                CountRows(county, kind, 0, 0, 0);
                foreach (var result in Enum.GetValues<FileResult>())
                {
                    files.Add(0, County(county), Kind(kind), Result(Code(result)));
                }
            }
        }

        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        kinds.Count == 0 ? Task.CompletedTask : readings.RunAsync(Deliveries.LastAsync, stoppingToken);

    private IEnumerable<Measurement<double>> ReadTimes() => readings.All.SelectMany(county => kinds.Select(kind =>
        new Measurement<double>(county.Value.Of(kind), County(county.Key), Kind(kind))));

    private static string Code(FileResult result) => result switch
    {
        FileResult.Taken => "taken",
        FileResult.Repeated => "repeated",
        FileResult.Refused => "refused",
        FileResult.CutOff => "cut-off",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static KeyValuePair<string, object?> County(CountyCode county) => new("county", county.Value);

    private static KeyValuePair<string, object?> Kind(FileKind kind) => new("kind", kind.Code());

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);
}

/// <summary>When a county's last file of each kind was taken in to its end.</summary>
/// <param name="SecondsByKind">Since 1970, by the kind's code.</param>
internal sealed record LastDeliveries(IReadOnlyDictionary<string, double> SecondsByKind)
{
    public double Of(FileKind kind) => SecondsByKind.GetValueOrDefault(kind.Code());
}
