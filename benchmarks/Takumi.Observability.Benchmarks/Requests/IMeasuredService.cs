using Microsoft.AspNetCore.Builder;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>One way to write the service that the benchmark asks: a profile is created by a workflow with a contract call in it, two metrics, and an audit event.</summary>
internal interface IMeasuredService
{
    string Name { get; }

    void Configure(WebApplicationBuilder builder);

    void Map(WebApplication app);
}
