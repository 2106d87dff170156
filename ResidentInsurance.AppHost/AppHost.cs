// The system's diagram: servers, secrets, services, and who speaks to whom.
using ResidentInsurance.AppHost.Local;

await using var instance = await Instance.OpenAsync(args);
var builder = instance.Builder;

// The operator's own, by connection string; a container where one is deployed or asked for; else a private process.
var postgres = instance.Server("postgres", instance.PrivatePostgres, container: (name, password) =>
    builder.AddPostgres(name, password: password).WithDataVolume("resident-insurance-postgres"));
var messaging = instance.Server("messaging", instance.PrivateRabbitMq, container: (name, password) =>
    builder.AddRabbitMQ(name, password: password).WithManagementPlugin());

// Without the first two nobody finds a stream again, or reads an ID number, a name, a telephone; the third signs sessions.
var residentKey = instance.Secret("resident-key");
var masterKeys = instance.Secret("master-keys");
var tokenKey = instance.Secret("token-key");

// What the two that decide may allocate between two collections, 32 MB: half as many collections of pages that are
// still in hand (docs/decisions/0071). The runtime knows this setting by its environment variable alone.
const string youngHeap = "0x2000000";

var subsidyEligibility = HoldingPersons(CountyService<Projects.ResidentInsurance_SubsidyEligibility>("subsidy-eligibility"));
var paymentIngestion = HoldingPersons(CountyService<Projects.ResidentInsurance_PaymentIngestion>("payment-ingestion"))
    .With("DOTNET_GCgen0size", youngHeap);
var enrollment = HoldingPersons(CountyService<Projects.ResidentInsurance_Enrollment>("enrollment"))
    .With("DOTNET_GCgen0size", youngHeap);
var quotaTracking = CountyService<Projects.ResidentInsurance_QuotaTracking>("quota-tracking");

// Enrollment asks the two others who an unknown person is. Whoever finds a gap in a feed asks its source to send again.
// Nobody waits for anybody here.
enrollment.Calls(subsidyEligibility, paymentIngestion, quotaTracking);
subsidyEligibility.Calls(enrollment);
paymentIngestion.Calls(enrollment);
quotaTracking.Calls(enrollment);

// It says itself which of them is missing.
instance.Service<Projects.ResidentInsurance_Desk>("desk", replicas: 1)
    .Calls(enrollment, subsidyEligibility, paymentIngestion, quotaTracking)
    .With("Secrets__TokenKey", tokenKey)
    .With("Demo", instance.IsDemo ? "true" : "false")
    .IsOpenedByOperators();

return await instance.RunAsync();

// Each makes its databases and queues itself, one for every county.
Service CountyService<T>(string name)
    where T : IProjectMetadata, new() =>
    instance.Service<T>(name, instance.Replicas).Uses(postgres).Uses(messaging).With("Secrets__TokenKey", tokenKey);

Service HoldingPersons(Service service) =>
    service.With("Secrets__ResidentKey", residentKey).With("Secrets__MasterKeys", masterKeys);
