using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>An assembly that was built without any of the package's assets has no guard; the host says so when it starts.</summary>
public sealed class WeavingCheckTests
{
    private const string Source =
        """
        using Takumi.Observability;
        public static class Subject
        {
            [TraceWorkflow("a")] public static void Traced() { }
            public static void Untraced() { }
        }
        """;

    [Fact]
    public async Task An_unwoven_assembly_is_named_whether_loaded_before_or_after_the_start()
    {
        using var folder = new PrivateFolder();
        using var logs = new CapturingLoggerProvider();
        var unwovenBefore = Compiled("UnwovenBefore", folder).Load();
        var woven = Compiled("WovenBefore", folder);
        woven.Weave().ShouldBeEmpty();
        var wovenBefore = woven.Load();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddTakumiObservability();
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        var unwovenAfter = Compiled("UnwovenAfter", folder).Load();
        await host.StopAsync(TestContext.Current.CancellationToken);
        // They are collectible: with nobody holding them, a collection takes them out of the process.
        GC.KeepAlive(unwovenBefore);
        GC.KeepAlive(wovenBefore);
        GC.KeepAlive(unwovenAfter);

        var told = logs.Logs.Select(log => log.Message).Where(message => message.Contains("was built without weaving", StringComparison.Ordinal)).ToList();
        told.ShouldContain("UnwovenBefore was built without weaving: its 1 traced methods have no spans (Subject.Traced). Reference Takumi.Observability with its build assets.");
        told.ShouldContain(message => message.StartsWith("UnwovenAfter ", StringComparison.Ordinal));
        told.ShouldNotContain(message => message.StartsWith("WovenBefore ", StringComparison.Ordinal) || message.StartsWith("Takumi.", StringComparison.Ordinal));
    }

    private static CompiledAssembly Compiled(string name, PrivateFolder folder) =>
        CompiledAssembly.Write(CompiledAssembly.Compile(Source, name), folder.Path);
}
