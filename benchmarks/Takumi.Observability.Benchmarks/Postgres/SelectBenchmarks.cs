using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Benchmarks.Postgres;

/// <summary>
/// What it adds to a SELECT 1 on loopback that it is traced and measured. A round trip's time changes from second to second, so the ways take turns, and each ratio is of one round; the median counts.
/// Budget: ≤ 1.1 × the same with Npgsql's own source listened to and nothing else.
/// </summary>
/// <remarks><c>dotnet run -c Release --project benchmarks/Takumi.Observability.Benchmarks -- postgres [rounds] [commands a round]</c>. Starts a server of its own.</remarks>
internal static class SelectBenchmarks
{
    // With the name that the span must have had in the end and the measurements of a command, so that a way that is not what it says measures nothing.
    private static readonly (string Name, Func<SelectOne> Listen, string? Span, int Measurements)[] s_ways =
    [
        ("Npgsql's source listened to", SelectOne.ListenedTo, "postgresql", 0),
        ("traced and measured by us", SelectOne.Observed, "SELECT", 1),
        ("in a whole host, all sampled", SelectOne.Hosted, null, 0),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 101;
        var commands = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 500;
        await using var server = await PostgresServer.StartAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString());
        await using var connection = await source.OpenConnectionAsync();
        var costs = s_ways.ToDictionary(way => way.Name, _ => new List<Cost>());
        foreach (var (name, listen, span, measurements) in s_ways)
        {
            await MeasureAsync(listen, connection, commands);
            if (SelectOne.LastSpan?.DisplayName != span || SelectOne.Measurements != measurements * (commands + (commands / 10)))
                throw new InvalidOperationException($"{name} is not what it says: span {SelectOne.LastSpan?.DisplayName}, {SelectOne.Measurements} measurements.");
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, listen, _, _) in s_ways)
                costs[name].Add(await MeasureAsync(listen, connection, commands));
        }

        Report(costs);
        return 0;
    }

    private static async Task<Cost> MeasureAsync(Func<SelectOne> listen, NpgsqlConnection connection, int commands)
    {
        using var way = listen();
        await SelectOne.RunAsync(connection, commands / 10);
        GC.Collect();
        var (bytes, cpu, began) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await SelectOne.RunAsync(connection, commands);
        var time = Stopwatch.GetElapsedTime(began);
        return new Cost(time.TotalMicroseconds / commands, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / commands, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / commands);
    }

    private static void Report(Dictionary<string, List<Cost>> costs)
    {
        var baseline = costs[s_ways[0].Name];
        System.Console.WriteLine("| SELECT 1 | µs | of the first | lowest … highest | µs CPU of the client | of the first | bytes |");
        System.Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, all) in costs)
        {
            var ratios = all.Zip(baseline, (one, first) => one.Time / first.Time).ToList();
            var cpu = all.Zip(baseline, (one, first) => one.Cpu / first.Cpu);
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Median(all.Select(one => one.Time)):0.0} | {Median(ratios):0.00} | {ratios.Min():0.00} … {ratios.Max():0.00} | {Median(all.Select(one => one.Cpu)):0.0} | {Median(cpu):0.00} | {Median(all.Select(one => one.Bytes)):0} |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Cost(double Time, double Cpu, double Bytes);
}
