using Microsoft.AspNetCore.Mvc;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

[Route("poll"), MuteTelemetry]
public sealed class MutePollController : ControllerBase
{
    [HttpGet("class")]
    public Task<string> Class() => MuteTelemetryTests.AskAsync();
}
