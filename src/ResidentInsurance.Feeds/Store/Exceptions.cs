using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>A stream was not at the expected version; nothing was written.</summary>
public sealed class VersionConflictException(string message, Exception? inner = null) : PassingFaultException(message, inner);

/// <summary>A stored event's type, or the type of an event to append, is not registered.</summary>
public sealed class UnknownEventTypeException(string message) : Exception(message);

/// <summary>A county's database is not open (yet); its cause stands in <see cref="CountyDatabases.States"/>.</summary>
public sealed class CountyUnavailableException(string message) : PassingFaultException(message);
