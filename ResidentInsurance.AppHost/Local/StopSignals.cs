using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using ResidentInsurance.LocalInstance;

namespace ResidentInsurance.AppHost.Local;

/// <summary>Ctrl-C, SIGTERM and a closed terminal: the first stops, the second kills.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations;
    private readonly DataFolder data;
    private readonly IHostApplicationLifetime lifetime;
    private int count;

    public StopSignals(DataFolder data, IHostApplicationLifetime lifetime)
    {
        this.data = data;
        this.lifetime = lifetime;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, On))];
    }

    public void Dispose() => registrations.ForEach(r => r.Dispose());

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) == 1)
        {
            lifetime.StopApplication();
            return;
        }

        data.Log.Say("host", Bilingual.Text(nameof(Texts.Killing)));
        data.Ledger.Close();
    }
}
