using System.Globalization;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>
/// What telemetry adds to a request: a server span, a workflow, a contract call, two metrics, and an audit event to the logger. CPU time of the whole process, the SDK's threads included,
/// over the same service without telemetry, once all code is compiled; the ways to write it take turns, and the median of the rounds counts.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project benchmarks/Takumi.Observability.Benchmarks -- requests [rounds] [requests a round] [word]</c>;
/// with a word only the services that have it in their name run, so that a profiler sees nothing else.
/// </remarks>
internal static class RequestBenchmarks
{
    // The runtime begins to compile anew 100 ms after the last method was first compiled.
    private static readonly TimeSpan s_tiering = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 11;
        var requests = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
        IMeasuredService[] all =
        [
            new BareService(), new PlainOpenTelemetryService(),
            new TakumiService(HttpMetrics.Framework), new TakumiService(HttpMetrics.Catalogue), new TakumiService(HttpMetrics.Both),
        ];
        IMeasuredService[] services = args.Length > 2 ? [.. all.Where(service => service.Name.Contains(args[2], StringComparison.OrdinalIgnoreCase))] : all;
        var costs = services.ToDictionary(service => service, _ => new List<Cost>());

        foreach (var service in services)
            await MeasureAsync(service, requests);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var service in services)
                costs[service].Add(await MeasureAsync(service, requests));
        }

        if (services.Length == all.Length)
            Report(costs, services[0], services[1]);
        else
            Report(costs);
        return 0;
    }

    private static async Task<Cost> MeasureAsync(IMeasuredService service, int requests)
    {
        var server = new InProcessServer();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.AddProvider(new LogSink()).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddRoutingCore();
        service.Configure(builder);
        await using var app = builder.Build();
        service.Map(app);
        await app.StartAsync();

        await WarmUpAsync(server, requests / 4);
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var before = Environment.CpuUsage.TotalTime;
        await SendAsync(server, requests);
        var cpu = Environment.CpuUsage.TotalTime - before;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        await app.StopAsync();
        return new Cost(cpu.TotalMicroseconds / requests, (double)bytes / requests);
    }

    // Until the JIT has nothing left to do: its threads' CPU time is the process's, but no request's, and code that is not optimized yet is not what a service runs.
    private static async Task WarmUpAsync(InProcessServer server, int requests)
    {
        for (var quiet = 0; quiet < 2;)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await SendAsync(server, requests);
            await Task.Delay(s_tiering);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private static async Task SendAsync(InProcessServer server, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            if (await server.SendAsync() is not 201)
                throw new InvalidOperationException("The service did not answer 201: nothing was measured.");
        }
    }

    private static void Report(Dictionary<IMeasuredService, List<Cost>> costs)
    {
        foreach (var (service, all) in costs)
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{service.Name}: {Median(all.Select(cost => cost.Cpu)):0.00} µs CPU, {Median(all.Select(cost => cost.Bytes)):0} bytes a request"));
    }

    private static void Report(Dictionary<IMeasuredService, List<Cost>> costs, IMeasuredService bare, IMeasuredService plain)
    {
        var plainExtra = Extra(plain);
        System.Console.WriteLine("| service | µs CPU a request | over bare | lowest … highest | of plain | bytes a request |");
        System.Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (service, all) in costs)
        {
            var extra = Extra(service);
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {service.Name} | {Median(all.Select(cost => cost.Cpu)):0.00} | {Median(extra):0.00} | {extra.Min():0.00} … {extra.Max():0.00} | {Median(extra) / Median(plainExtra):0.00} | {Median(all.Select(cost => cost.Bytes)):0} |"));
        }

        // A round's own bare run is subtracted, so that what slows the machine for a while slows both.
        List<double> Extra(IMeasuredService service) => [.. costs[service].Zip(costs[bare], (one, none) => one.Cpu - none.Cpu)];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private readonly record struct Cost(double Cpu, double Bytes);
}
