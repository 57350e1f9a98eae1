using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from the application's own variables and from section <c>Observability</c>. Runs before the delegates of the application.</summary>
internal sealed class SectionOptions(IConfiguration configuration, IHostEnvironment? environment = null) : IConfigureOptions<ObservabilityOptions>
{
    public static readonly (string, OtlpExportProtocol)[] Protocols =
    [
        ("grpc", OtlpExportProtocol.Grpc),
        ("http/protobuf", OtlpExportProtocol.HttpProtobuf),
    ];

    public static readonly (string, OtlpExportCompression)[] Compressions =
    [
        ("none", OtlpExportCompression.None),
        ("gzip", OtlpExportCompression.GZip),
    ];

    public void Configure(ObservabilityOptions options)
    {
        options.Environment = environment?.EnvironmentName;
        ReadVariables(options, new Setting(configuration, options.Unreadable));
        ReadSection(options, configuration.GetSection(ObservabilityOptions.SectionName));
    }

    private static void ReadVariables(ObservabilityOptions options, Setting setting)
    {
        options.ServiceVersion = setting.String("APP_VERSION");
        options.Environment = setting.String("ENVIRONMENT") ?? options.Environment;
        options.Tracing = setting.Bool("ENABLE_TRACING") ?? options.Tracing;
        options.SampleRatio = setting.Ratio("TRACE_SAMPLE_RATE");
    }

    private static void ReadSection(ObservabilityOptions options, IConfigurationSection section)
    {
        var problems = new List<string>();
        var setting = new Setting(section, problems);
        if (setting.IsEmpty(nameof(options.ServiceName)))
            setting.Refuse(nameof(options.ServiceName), section[nameof(options.ServiceName)]!, "a name that is not empty");
        options.ServiceName = setting.String(nameof(options.ServiceName)) ?? options.ServiceName;
        options.ServiceVersion = setting.String(nameof(options.ServiceVersion)) ?? options.ServiceVersion;
        options.ServiceInstanceId = setting.String(nameof(options.ServiceInstanceId)) ?? options.ServiceInstanceId;
        options.Environment = setting.String(nameof(options.Environment)) ?? options.Environment;
        options.Tracing = setting.Bool(nameof(options.Tracing)) ?? options.Tracing;
        options.Metrics = setting.Bool(nameof(options.Metrics)) ?? options.Metrics;
        options.Logs = setting.Bool(nameof(options.Logs)) ?? options.Logs;
        options.Sampler = setting.String(nameof(options.Sampler)) ?? options.Sampler;
        options.SampleRatio = setting.Ratio(nameof(options.SampleRatio)) ?? options.SampleRatio;
        options.PrintTraces = setting.Bool(nameof(options.PrintTraces)) ?? options.PrintTraces;
        options.RequireDurable = setting.Bool(nameof(options.RequireDurable)) ?? options.RequireDurable;
        options.Errors = setting.OneOf(nameof(options.Errors), [.. Enum.GetValues<ErrorRecording>().Select(value => (value.ToString(), value))]) ?? options.Errors;
        foreach (var source in setting.List(nameof(options.Sources)))
            options.Sources.Add(source);
        foreach (var meter in setting.List(nameof(options.Meters)))
            options.Meters.Add(meter);
        options.Otlp.Endpoint = setting.HttpUri("Otlp:Endpoint");
        options.Otlp.Protocol = setting.OneOf("Otlp:Protocol", Protocols);
        options.Otlp.Headers = setting.Pairs("Otlp:Headers");
        options.Otlp.Timeout = setting.Milliseconds("Otlp:Timeout");
        options.Otlp.Compression = setting.OneOf("Otlp:Compression", Compressions);
        ReadHealth(options.Health, setting);
        setting.RefuseUnknown(sections: false);
        options.Unreadable.AddRange(problems.Select(problem => $"{ObservabilityOptions.SectionName}:{problem}"));
    }

    private static void ReadHealth(Health.HealthOptions options, Setting setting)
    {
        options.Timeout = setting.Milliseconds("Health:Timeout") ?? options.Timeout;
        options.CacheDuration = setting.Milliseconds("Health:CacheDuration") ?? options.CacheDuration;
        options.ShowDetails = setting.Bool("Health:ShowDetails") ?? options.ShowDetails;
    }
}
