// The system's diagram: servers, secrets, services, and who speaks to whom.
var builder = DistributedApplication.CreateBuilder(args);

var postgres = builder.AddPostgres("postgres", password: builder.AddParameter("postgres-password", secret: true))
    .WithDataVolume("resident-insurance-postgres");
var messaging = builder.AddRabbitMQ("messaging", password: builder.AddParameter("messaging-password", secret: true))
    .WithManagementPlugin();

// Lost, they take with them: the names of all streams; all ID numbers, names and telephones; every session.
var residentKey = builder.AddParameter("resident-key", secret: true);
var masterKeys = builder.AddParameter("master-keys", secret: true);
var tokenKey = builder.AddParameter("token-key", secret: true);

// What the two that decide may allocate between two collections, 32 MB: half as many collections of pages that are
// still in hand (docs/decisions/0071). The runtime knows this setting by its environment variable alone.
const string youngHeap = "0x2000000";

// Each service makes its databases and queues itself, one for every county.
var subsidyEligibility = builder.AddProject<Projects.ResidentInsurance_SubsidyEligibility>("subsidy-eligibility")
    .WithReference(postgres).WaitFor(postgres)
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Secrets__ResidentKey", residentKey)
    .WithEnvironment("Secrets__MasterKeys", masterKeys)
    .WithEnvironment("Secrets__TokenKey", tokenKey)
    .WithHttpHealthCheck("/health")
    .WithReplicas(1);

var paymentIngestion = builder.AddProject<Projects.ResidentInsurance_PaymentIngestion>("payment-ingestion")
    .WithReference(postgres).WaitFor(postgres)
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Secrets__ResidentKey", residentKey)
    .WithEnvironment("Secrets__MasterKeys", masterKeys)
    .WithEnvironment("Secrets__TokenKey", tokenKey)
    .WithEnvironment("DOTNET_GCgen0size", youngHeap)
    .WithHttpHealthCheck("/health")
    .WithReplicas(1);

// It asks the two others who an unknown person is.
var enrollment = builder.AddProject<Projects.ResidentInsurance_Enrollment>("enrollment")
    .WithReference(postgres).WaitFor(postgres)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(subsidyEligibility)
    .WithReference(paymentIngestion)
    .WithEnvironment("Secrets__ResidentKey", residentKey)
    .WithEnvironment("Secrets__MasterKeys", masterKeys)
    .WithEnvironment("Secrets__TokenKey", tokenKey)
    .WithEnvironment("DOTNET_GCgen0size", youngHeap)
    .WithHttpHealthCheck("/health")
    .WithReplicas(1);

var quotaTracking = builder.AddProject<Projects.ResidentInsurance_QuotaTracking>("quota-tracking")
    .WithReference(postgres).WaitFor(postgres)
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Secrets__TokenKey", tokenKey)
    .WithHttpHealthCheck("/health")
    .WithReplicas(1);

// Whoever finds a gap in a feed asks its source to send again. Nobody waits for anybody here.
enrollment.WithReference(quotaTracking);
subsidyEligibility.WithReference(enrollment);
paymentIngestion.WithReference(enrollment);
quotaTracking.WithReference(enrollment);

builder.AddProject<Projects.ResidentInsurance_Desk>("desk")
    .WithReference(enrollment).WaitFor(enrollment)
    .WithReference(subsidyEligibility).WaitFor(subsidyEligibility)
    .WithReference(paymentIngestion).WaitFor(paymentIngestion)
    .WithReference(quotaTracking).WaitFor(quotaTracking)
    .WithEnvironment("Secrets__TokenKey", tokenKey)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

builder.Build().Run();
