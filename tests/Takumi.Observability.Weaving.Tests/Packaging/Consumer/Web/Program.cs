using System.Diagnostics;
using Contracts;
using Domain;
using Takumi.Observability;
using Web;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSingleton<Greeter>();
builder.Services.AddSingleton<IProfiles, Profiles>();
builder.Services.AddControllers();
builder.Services.AddRazorPages();
var app = builder.Build();
app.MapControllers();
app.MapRazorPages();
app.MapGet("/group", Handlers.Group);
app.MapGet("/lambda", [TraceOperation("lambda")] (Greeter greeter) => greeter.Greet("lambda"));
app.MapGet("/interface", (IProfiles profiles) => profiles.CreateAsync("GABCDEFGHIJKWXYZ"));
await app.StartAsync();

using var listener = new ActivityListener
{
    ShouldListenTo = source => source.Name == TakumiTelemetry.ActivitySourceName,
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => Console.WriteLine($"span {span.DisplayName} in {(span.Parent?.Source.Name == TakumiTelemetry.ActivitySourceName ? span.Parent.DisplayName : "-")}: {string.Join(", ", span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
};
ActivitySource.AddActivityListener(listener);
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
foreach (var path in new[] { "/mvc", "/page", "/group", "/lambda", "/interface" })
    Console.WriteLine($"{path} {(await client.GetStringAsync(path)).Trim()}");
await app.StopAsync();

internal static class Handlers
{
    [TraceOperation("group")]
    public static string Group(Greeter greeter) => greeter.Greet("group");
}
