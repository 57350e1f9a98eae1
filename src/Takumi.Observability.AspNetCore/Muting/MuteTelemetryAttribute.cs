namespace Takumi.Observability;

/// <summary>
/// Makes an endpoint mute: what it answers leaves no span, none beneath it, no declared metric and nothing in <c>http.server.request.duration</c>. Its logs stay.
/// On a controller or an action, a minimal-API handler, a Razor page (its model or its <c>@attribute</c>) or one of its handlers. For what machines ask all day: a heartbeat, a poll.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MuteTelemetryAttribute : Attribute;
