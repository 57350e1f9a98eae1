using Takumi.Observability.Testing.Packaging;

namespace Takumi.Observability.Tests.Conventions;

/// <summary>A project outside the repository installs one package, writes the one line, and is observable.</summary>
public sealed class ConsumerTests(PackedPackages packed)
{
    [Fact]
    public async Task One_package_and_one_line_are_enough()
    {
        await packed.GetAsync(TestContext.Current.CancellationToken);
        using var consumer = new Consumer(
            packed,
            """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Takumi.Observability.AspNetCore" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """,
            """
            using Takumi.Observability;

            var builder = WebApplication.CreateBuilder(args);
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.AddTakumiObservability();
            await using var app = builder.Build();
            app.MapTakumiObservability();
            app.MapGet("/profiles/{id}", Profiles.Read);
            await app.StartAsync();

            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            Console.WriteLine(await client.GetStringAsync("/profiles/7"));
            var scrape = await client.GetStringAsync("/metrics");
            Console.WriteLine(scrape.Split('\n').First(line => line.StartsWith("workflow_completions_total{")));

            internal static class Profiles
            {
                [TraceWorkflow("read-profile")]
                public static string Read(string id) => id;
            }
            """);

        var result = await consumer.RunAsync(TestContext.Current.CancellationToken);

        result.Output.ShouldBe("7\nworkflow_completions_total{outcome=\"success\",workflow=\"read-profile\"} 1\n", result.Error);
    }
}
