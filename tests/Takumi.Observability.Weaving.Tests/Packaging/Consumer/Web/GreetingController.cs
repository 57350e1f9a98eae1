using Microsoft.AspNetCore.Mvc;
using Takumi.Observability;

namespace Web;

[ApiController]
public sealed class GreetingController(Greeter greeter) : ControllerBase
{
    [HttpGet("/mvc")]
    [TraceOperation("action")]
    public async Task<string> Get()
    {
        await Task.Yield();
        return greeter.Greet("mvc");
    }
}
