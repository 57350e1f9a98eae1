using Microsoft.AspNetCore.Mvc;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

[Route("poll")]
public sealed class PollController : ControllerBase
{
    [HttpGet("action"), MuteTelemetry]
    public Task<string> Action() => MuteTelemetryTests.AskAsync();
}
