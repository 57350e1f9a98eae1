using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

/// <summary>WebSockets for tests: a service that echoes, clients whose trace is known, and what was measured of them.</summary>
internal static class Sockets
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static void MapEcho(WebApplication app)
    {
        app.UseWebSockets();
        app.Map("/echo", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Binary, received.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
    }

    public static async Task EchoAsync(ClientWebSocket socket, byte[] message)
    {
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Token);
        var buffer = new byte[8192];
        for (var have = 0; have < message.Length;)
            have += (await socket.ReceiveAsync(buffer, Token)).Count;
    }

    public static async Task<(ClientWebSocket Socket, ActivityTraceId Trace)> ConnectAsync(WebService service, string path, bool overHttp2 = false)
    {
        var trace = ActivityTraceId.CreateRandom();
        var socket = NewSocket(trace);
        if (overHttp2)
        {
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        await socket.ConnectAsync(AddressOf(service, path), service.Client, Token);
        return (socket, trace);
    }

    public static ClientWebSocket NewSocket(ActivityTraceId trace)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("traceparent", WebService.ParentOf(trace));
        return socket;
    }

    public static Uri AddressOf(WebService service, string path) => new(new UriBuilder(service.Address) { Scheme = "ws" }.Uri, path);

    // Summed by instrument and labels: how many reads and writes carried the messages is no promise.
    public static IReadOnlyList<string> Measured(WebService service, ActivityTraceId trace) =>
    [
        .. service.Measurements.Of(trace)
            .Where(line => !line.StartsWith("http.server."))
            .Select(line => line.Split(' ', 3))
            .GroupBy(parts => parts[0].StartsWith("ws.messages") ? parts[0] : string.Join(' ', parts))
            .Select(group => group.Key.StartsWith("ws.messages") ? $"{group.Key} {group.Sum(parts => int.Parse(parts[1]))} {{}}" : group.Key)
            .Order(StringComparer.Ordinal),
    ];
}
