using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures.Pages;

/// <summary>Two handlers of one endpoint, one of them mute.</summary>
public sealed class MuteHandlerModel : PageModel
{
    public async Task<IActionResult> OnGetAsync() => Content(await MuteTelemetryTests.AskAsync());

    [MuteTelemetry]
    public async Task<IActionResult> OnGetPollAsync() => Content(await MuteTelemetryTests.AskAsync());
}
