using System.Globalization;
using System.Text.Json;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A private Prometheus server that scrapes pages of the test every second; exemplars are kept.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly Executable s_program = new("prometheus", "prometheus");

    private readonly PrivateFolder _folder = new();
    private readonly HttpClient _client = new();
    private ServerProcess? _process;
    private int _port;

    private PrometheusServer()
    {
    }

    public ServerProcess Process => _process ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Ends the running test, as skipped or failed, when the machine has no Prometheus: called before a test sets up what is to be scraped.</summary>
    public static void Require() => s_program.Require();

    public static async Task<PrometheusServer> StartAsync(IReadOnlyList<ScrapeTarget> targets, CancellationToken cancellationToken = default)
    {
        var program = s_program.Require();
        var server = new PrometheusServer();
        var configuration = server._folder.Combine("prometheus.yml");
        await File.WriteAllTextAsync(configuration, Configuration(targets), cancellationToken);
        server._process = await ServerProcess.StartAsync(
            () => new Command(
                program,
                $"--config.file={configuration}",
                $"--storage.tsdb.path={server._folder.Combine("data")}",
                $"--web.listen-address=127.0.0.1:{server._port = LoopbackPort.Next()}",
                "--enable-feature=exemplar-storage",
                "--log.level=warn"),
            server.IsReadyAsync,
            cancellationToken);
        return server;
    }

    /// <summary>An instant query; the answer must be a vector or a scalar.</summary>
    /// <exception cref="InvalidOperationException">Prometheus refused the query; the message is its own.</exception>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string promql, CancellationToken cancellationToken = default)
    {
        var data = await GetAsync($"query?query={Uri.EscapeDataString(promql)}", cancellationToken);
        var result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [new PrometheusSample(new Dictionary<string, string>(), Number(result))]
            : [.. result.EnumerateArray().Select(series => new PrometheusSample(Labels(series.GetProperty("metric")), Number(series.GetProperty("value"))))];
    }

    /// <summary>The labels and values of the exemplars that were stored for a selector in the last hour.</summary>
    public async Task<IReadOnlyList<PrometheusSample>> QueryExemplarsAsync(string selector, CancellationToken cancellationToken = default)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var data = await GetAsync($"query_exemplars?query={Uri.EscapeDataString(selector)}&start={now - 3600}&end={now + 60}", cancellationToken);
        return [.. data.EnumerateArray()
            .SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
            .Select(exemplar => new PrometheusSample(Labels(exemplar.GetProperty("labels")), Parse(exemplar.GetProperty("value").GetString()!)))];
    }

    /// <summary>Returns when a target has been scraped successfully that many more times: what the page shows at the call is then stored.</summary>
    /// <exception cref="TimeoutException">It was not; the message holds Prometheus' own reason.</exception>
    public async Task WaitForScrapesAsync(string job, int count = 2, CancellationToken cancellationToken = default)
    {
        var target = $$"""sum(sum_over_time(up{job="{{job}}"}[1h]))""";
        var wanted = (await QueryAsync(target, cancellationToken)).Sum(sample => sample.Value) + count;
        var targets = "";
        await Poll.UntilAsync(
            async token =>
            {
                if ((await QueryAsync(target, token)).Sum(sample => sample.Value) >= wanted)
                    return true;

                targets = (await GetAsync("targets?state=active", token)).ToString();
                return false;
            },
            () => $"{count} scrapes of {job}: {targets}",
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    private static string Configuration(IEnumerable<ScrapeTarget> targets)
    {
        // A slow machine gets the whole interval to answer: a scrape that times out would mark every series stale.
        var jobs = targets.Select(target => $$"""
              - job_name: {{target.Job}}
                metrics_path: {{target.Address.AbsolutePath}}
                static_configs: [{ targets: ['{{target.Address.Authority}}'] }]

            """);
        return "global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n" + string.Concat(jobs);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/-/ready"), cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/api/v1/{path}"), cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var answer = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        if (answer.RootElement.GetProperty("status").GetString() != "success")
            throw new InvalidOperationException($"Prometheus refused {path}: {answer.RootElement.GetProperty("error").GetString()}");

        return answer.RootElement.GetProperty("data").Clone();
    }

    private static Dictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private static double Number(JsonElement timeAndValue) => Parse(timeAndValue[1].GetString()!);

    private static double Parse(string value) => value switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };
}
