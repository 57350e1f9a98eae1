using System.Diagnostics;
using Caller;
using Domain;
using Takumi.Observability;

using var listener = new ActivityListener
{
    ShouldListenTo = source => source.Name == TakumiTelemetry.ActivitySourceName,
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => Console.WriteLine($"span {span.DisplayName} in {span.Parent?.DisplayName ?? "-"}: {string.Join(", ", span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
};
ActivitySource.AddActivityListener(listener);

var useCase = new UseCase(new Profiles());
Console.WriteLine("result " + await Steps.CreateAsync(useCase, "GABCDEFGHIJKWXYZ"));
Console.WriteLine("where " + useCase.WhereItFailed().Trim());
Console.WriteLine("signed " + typeof(Profiles).Assembly.GetName().GetPublicKeyToken()?.Length);

internal static class Steps
{
    [TraceOperation("step")]
    public static Task<string> CreateAsync(UseCase useCase, string owner) => useCase.RunAsync(owner);
}
