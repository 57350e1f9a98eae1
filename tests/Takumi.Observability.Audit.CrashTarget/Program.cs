using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability;
var b = Host.CreateApplicationBuilder();
b.Services.AddTakumiObservability().AddAuditJournal(args[0], o => o.CheckpointInterval = TimeSpan.FromSeconds(1));
using var host = b.Build();
await host.StartAsync();
var audit = host.Services.GetRequiredService<IAuditLog>();
for (int i = 0; i < 5; i++) { var r = await audit.RecordAsync(new AuditEvent { Event = "e", Resource = "r", Action = "a", Result = AuditResult.Success, Amount = 10.50m, Metadata = new Dictionary<string, object?> { ["z"] = 1, ["a"] = "x\u0001\"é😀" } }); Console.WriteLine(r.Positions[0].Sequence); if (i==4) Console.WriteLine(await host.Services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(r)); }
await host.StopAsync();
