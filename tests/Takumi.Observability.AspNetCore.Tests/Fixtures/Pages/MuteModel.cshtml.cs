using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures.Pages;

[MuteTelemetry]
public sealed class MuteModel : PageModel
{
    public async Task<IActionResult> OnGetAsync() => Content(await MuteTelemetryTests.AskAsync());
}
