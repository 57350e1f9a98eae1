using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;

namespace Takumi.Observability.Resources;

/// <summary>Who is speaking: the same on every span, measurement, log record and audit event.</summary>
internal sealed class ServiceIdentity
{
    private readonly string _instanceId;
    private readonly string? _version;
    private readonly string? _environment;

    public ServiceIdentity(IOptions<ObservabilityOptions> options)
    {
        var value = options.Value;
        var entry = Assembly.GetEntryAssembly();
        Name = value.ServiceName ?? entry?.GetName().Name ?? "unknown_service";
        _version = value.ServiceVersion ?? VersionOf(entry);
        _environment = value.Environment;
        _instanceId = value.ServiceInstanceId ?? Guid.NewGuid().ToString();
    }

    public string Name { get; }

    public string? Version => _version;

    public string? Environment => _environment;

    /// <summary>Adds the identity; what <c>OTEL_RESOURCE_ATTRIBUTES</c> says is read once more after it, because the standard wins.</summary>
    public void Configure(ResourceBuilder resource)
    {
        resource.AddService(Name, serviceVersion: _version, serviceInstanceId: _instanceId);
        if (_environment is not null)
            resource.AddAttributes([new("deployment.environment.name", _environment)]);
        resource.AddEnvironmentVariableDetector();
    }

    private static string? VersionOf(Assembly? assembly)
    {
        var version = assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var metadata = version?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return metadata < 0 ? version : version![..metadata];
    }
}
