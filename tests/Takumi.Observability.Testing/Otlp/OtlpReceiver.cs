using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>An OpenTelemetry collector inside the test: OTLP/HTTP (protobuf) on one loopback port and OTLP/gRPC without TLS on another.</summary>
/// <remarks>Kestrel alone, without ASP.NET Core's hosting: the receiver writes no spans, metrics or logs of its own that a host under test would collect.</remarks>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly List<OtlpMetric> _metrics = [];
    private readonly List<OtlpLog> _logs = [];
    private readonly List<OtlpExport> _exports = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly ServiceProvider _services;
    private readonly KestrelServer _server;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CollectorBehaviour _behaviour;

    private OtlpReceiver()
    {
        _services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = _services };
        options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            HttpListener = listen;
        });
        options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            GrpcListener = listen;
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    private ListenOptions HttpListener { get; set; } = null!;

    private ListenOptions GrpcListener { get; set; } = null!;

    /// <summary>For OTEL_EXPORTER_OTLP_ENDPOINT with protocol <c>http/protobuf</c>; the signals' paths are below it.</summary>
    public Uri HttpEndpoint => new($"http://127.0.0.1:{HttpListener.IPEndPoint!.Port}");

    /// <summary>For OTEL_EXPORTER_OTLP_ENDPOINT with protocol <c>grpc</c>, the default.</summary>
    public Uri GrpcEndpoint => new($"http://127.0.0.1:{GrpcListener.IPEndPoint!.Port}");

    /// <summary>Applies to the requests that come from now on. When <see cref="CollectorBehaviour.Hold"/> ends, what it kept waiting goes through.</summary>
    public CollectorBehaviour Behaviour
    {
        set
        {
            lock (_lock)
            {
                _behaviour = value;
                if (value == CollectorBehaviour.Hold)
                    _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
                else
                    _held.TrySetResult();
            }
        }
    }

    public IReadOnlyList<OtlpSpan> Spans => Snapshot(_spans);

    /// <summary>Every metric of every accepted export: the same one again with each export.</summary>
    public IReadOnlyList<OtlpMetric> Metrics => Snapshot(_metrics);

    public IReadOnlyList<OtlpLog> Logs => Snapshot(_logs);

    /// <summary>Every request, also those that were refused.</summary>
    public IReadOnlyList<OtlpExport> Exports => Snapshot(_exports);

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken = default)
    {
        var receiver = new OtlpReceiver();
        await receiver._server.StartAsync(new OtlpApplication(receiver.ReceiveAsync), cancellationToken);
        return receiver;
    }

    /// <summary>Lets the requests that <see cref="CollectorBehaviour.Hold"/> keeps waiting go through, and those that come from now on.</summary>
    public void Release() => Behaviour = CollectorBehaviour.Accept;

    /// <summary>Returns when what has arrived satisfies a test.</summary>
    /// <exception cref="TimeoutException">It never did; the message counts what has arrived.</exception>
    public Task WaitUntilAsync(Func<OtlpReceiver, bool> condition, CancellationToken cancellationToken = default) => Poll.UntilAsync(
        () => condition(this),
        () => $"the expected telemetry; {Exports.Count} exports brought {Spans.Count} spans, {Metrics.Count} metrics, {Logs.Count} logs",
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        await _services.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        var body = await ReadAsync(context.Request, isGrpc);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        // Together: a request that is to be held must wait for the end of that very hold.
        var (behaviour, held) = Register(new OtlpExport(context.Request.Path.Value!, headers));
        switch (behaviour)
        {
            case CollectorBehaviour.Fail:
                await AnswerAsync(context.Response, isGrpc, StatusCodes.Status500InternalServerError, grpcStatus: 13);
                return;
            case CollectorBehaviour.Unavailable:
                await AnswerAsync(context.Response, isGrpc, StatusCodes.Status503ServiceUnavailable, grpcStatus: 14);
                return;
            case CollectorBehaviour.Hold:
                await held.WaitAsync(_closing.Token);
                break;
            case CollectorBehaviour.Silent:
                await Task.Delay(Timeout.Infinite, _closing.Token);
                return;
            case CollectorBehaviour.Reset:
                context.Abort();
                return;
        }

        Store(context.Request.Path.Value!, new ProtobufMessage(body));
        await AnswerAsync(context.Response, isGrpc, StatusCodes.Status200OK, grpcStatus: 0);
    }

    private (CollectorBehaviour Behaviour, Task Held) Register(OtlpExport export)
    {
        lock (_lock)
        {
            _exports.Add(export);
            return (_behaviour, _held.Task);
        }
    }

    private void Store(string path, ProtobufMessage request)
    {
        lock (_lock)
        {
            switch (path)
            {
                case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                    _spans.AddRange(OtlpTraceDecoder.Decode(request));
                    break;
                case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                    _metrics.AddRange(OtlpMetricDecoder.Decode(request));
                    break;
                case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                    _logs.AddRange(OtlpLogDecoder.Decode(request));
                    break;
                default:
                    throw new InvalidDataException($"'{path}' is no path of OTLP.");
            }
        }
    }

    private static async Task<ByteString> ReadAsync(HttpRequest request, bool isGrpc)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        // A gRPC message is preceded by a flag that says whether it is compressed, and by its length in four bytes.
        var message = isGrpc ? body.ToArray()[5..] : body.ToArray();
        var isCompressed = isGrpc ? body.GetBuffer()[0] == 1 : request.Headers.ContentEncoding == "gzip";
        if (!isCompressed)
            return ByteString.CopyFrom(message);

        await using var plain = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        return await ByteString.FromStreamAsync(plain);
    }

    private static async Task AnswerAsync(HttpResponse response, bool isGrpc, int httpStatus, int grpcStatus)
    {
        if (!isGrpc)
        {
            response.StatusCode = httpStatus;
            response.ContentType = "application/x-protobuf";
            return;
        }

        response.ContentType = "application/grpc";
        response.DeclareTrailer("grpc-status");
        if (grpcStatus == 0)
            await response.Body.WriteAsync(new byte[5]);

        response.AppendTrailer("grpc-status", $"{grpcStatus}");
    }

    private T[] Snapshot<T>(List<T> items)
    {
        lock (_lock)
            return [.. items];
    }
}
