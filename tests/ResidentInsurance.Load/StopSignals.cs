using System.Runtime.InteropServices;

namespace ResidentInsurance.Load;

/// <summary>Ctrl-C and SIGTERM cancel, so that the servers are ended and their folder goes.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals(CancellationTokenSource stop) => registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        })),
    ];

    public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());
}
