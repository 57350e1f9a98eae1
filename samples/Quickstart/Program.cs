using Quickstart;
using Quickstart.Report;

// dotnet run --project samples/Quickstart             drives the three workflows once, prints what was seen, ends
// dotnet run --project samples/Quickstart -- --serve  keeps serving
if (args.Contains("--serve"))
{
    await using var service = Service.Create([.. args.Where(arg => arg != "--serve")]);
    await service.RunAsync();
    return;
}

await Demonstration.RunAsync();
