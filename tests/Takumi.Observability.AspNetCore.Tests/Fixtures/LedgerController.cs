using Microsoft.AspNetCore.Mvc;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

[ApiController, Route("ledgers")]
public sealed class LedgerController : ControllerBase
{
    [HttpGet("{number}/entries")]
    public string Entries(int number) => $"entries of {number}";
}
