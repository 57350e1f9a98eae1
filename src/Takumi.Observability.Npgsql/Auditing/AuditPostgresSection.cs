using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Takumi.Observability.Configuration;

namespace Takumi.Observability.Auditing;

/// <summary>Fills the options from section <c>Observability:AuditPostgres</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class AuditPostgresSection(IConfiguration? configuration = null) : IConfigureOptions<AuditPostgresOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":AuditPostgres";

    public void Configure(AuditPostgresOptions options)
    {
        if (configuration is null)
            return;
        List<string> problems = [];
        var setting = new Setting(configuration.GetSection(Section), problems);
        options.ConnectionString = setting.String(nameof(options.ConnectionString)) ?? options.ConnectionString;
        options.Schema = setting.String(nameof(options.Schema)) ?? options.Schema;
        options.CreateSchema = setting.Bool(nameof(options.CreateSchema)) ?? options.CreateSchema;
        options.BatchInterval = setting.Time(nameof(options.BatchInterval)) ?? options.BatchInterval;
        options.ShutdownPatience = setting.Time(nameof(options.ShutdownPatience)) ?? options.ShutdownPatience;
        options.QueueCapacity = setting.Whole(nameof(options.QueueCapacity)) ?? options.QueueCapacity;
        setting.ThrowIfAny<AuditPostgresOptions>(Section);
    }
}
