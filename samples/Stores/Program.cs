using Npgsql;
using Takumi.Observability;

// A service with stores. It wants a PostgreSQL (connection string "Database") with a table "profiles" and the schema that `takumi audit postgres schema` writes;
// a Redis multiplexer is observed as soon as one is registered. Outside Development the journal's signing key comes from Observability:AuditJournal:SigningKeyFile.
var builder = WebApplication.CreateBuilder(args);
var database = builder.Configuration.GetConnectionString("Database") ?? "Host=localhost;Database=takumi;Username=takumi_app";
builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database));

builder.AddTakumiObservability()
    .AddNpgsql()
    .AddRedis()
    .AddAuditJournal("audit")
    .AddAuditPostgres(database);
builder.Services.AddHealthChecks().AddCryptoSelfTest();

var app = builder.Build();
app.MapTakumiObservability();
app.MapPost("/profiles/{name}", async (string name, NpgsqlDataSource data, IAuditLog audit, CancellationToken cancellationToken) =>
{
    await using var command = data.CreateCommand("INSERT INTO profiles (name) VALUES ($1)");
    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
    await command.ExecuteNonQueryAsync(cancellationToken);
    await audit.RecordAsync(new AuditEvent { Event = "profile_created", Resource = "profile", Action = "create", Result = AuditResult.Success, ResourceId = name }, cancellationToken);
});
app.MapPost("/warm-up", async (NpgsqlDataSource data) => await data.CreateCommand("SELECT 1").ExecuteScalarAsync()).MuteTelemetry();
await app.RunAsync();
