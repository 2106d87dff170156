using ResidentInsurance.LocalInstance.Processes;

namespace ResidentInsurance.AppHost.Local;

/// <summary>A resource that runs as a process of this machine, which <see cref="Upkeep"/> looks after.</summary>
internal interface ILocalProcess : IResource
{
    /// <summary>What it takes for "please end".</summary>
    StopSignal Signal => StopSignal.Terminate;

    /// <summary>Whether others need it until they have ended: it is stopped after them.</summary>
    bool IsServer => false;
}
