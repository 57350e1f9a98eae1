using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Takumi.Observability.Multiplexers;

/// <summary>
/// The multiplexers in the services of the host, keyed ones included. Those that are registered before <c>AddRedis()</c> are observed the moment the application gets them,
/// whenever that is; the container shows no such moment for later ones, so these are asked for at the start and at every readiness check.
/// </summary>
internal sealed class RegisteredMultiplexers(IServiceCollection services)
{
    private readonly HashSet<ServiceDescriptor> _wrapped = new(ReferenceEqualityComparer.Instance);

    /// <summary>The one of these services; made at the first call.</summary>
    public static RegisteredMultiplexers In(IServiceCollection services)
    {
        var registered = services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<RegisteredMultiplexers>().FirstOrDefault();
        if (registered is null)
            services.AddSingleton(registered = new RegisteredMultiplexers(services));
        return registered;
    }

    /// <summary>Puts the observation between the registrations that are there and whoever resolves them. An instance stays as it is: wrapped, the container would dispose what is not its own.</summary>
    public void Wrap()
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (!IsMultiplexer(services[i]) || Instance(services[i]) is not null || _wrapped.Contains(services[i]))
                continue;
            services[i] = Wrap(services[i]);
            _wrapped.Add(services[i]);
        }
    }

    /// <summary>The singletons; each is created if it isn't yet, which may take its connect timeout and throws what its factory throws.</summary>
    /// <param name="provider">The host's.</param>
    /// <param name="isWrapped">Whether those count that are observed by themselves.</param>
    public IEnumerable<IConnectionMultiplexer> Resolve(IServiceProvider provider, bool isWrapped) =>
        from service in services
        where IsMultiplexer(service) && service.Lifetime == ServiceLifetime.Singleton && (isWrapped || !_wrapped.Contains(service))
        let instance = Instance(service) ?? Resolve(service, provider)
        where instance is not null
        select (IConnectionMultiplexer)instance;

    private static bool IsMultiplexer(ServiceDescriptor service) => typeof(IConnectionMultiplexer).IsAssignableFrom(service.ServiceType);

    private static object? Instance(ServiceDescriptor service) => service.IsKeyedService ? service.KeyedImplementationInstance : service.ImplementationInstance;

    private static object? Resolve(ServiceDescriptor service, IServiceProvider provider)
    {
        if (!service.IsKeyedService)
            return provider.GetService(service.ServiceType);

        // Any key is no key to ask with: such a one is observed when the application asks with its own.
        return service.ServiceKey == KeyedService.AnyKey ? null : provider.GetRequiredKeyedService(service.ServiceType, service.ServiceKey);
    }

    private static ServiceDescriptor Wrap(ServiceDescriptor service) => service.IsKeyedService
        ? ServiceDescriptor.DescribeKeyed(service.ServiceType, service.ServiceKey, (provider, key) => Observe(provider, Create(service, provider, key)), service.Lifetime)
        : ServiceDescriptor.Describe(service.ServiceType, provider => Observe(provider, Create(service, provider)), service.Lifetime);

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    private static object Create(ServiceDescriptor service, IServiceProvider provider, object? key) =>
        service.KeyedImplementationFactory?.Invoke(provider, key) ?? ActivatorUtilities.CreateInstance(provider, service.KeyedImplementationType!);

    private static object Observe(IServiceProvider provider, object multiplexer)
    {
        provider.GetRequiredService<ObservedMultiplexers>().Observe((IConnectionMultiplexer)multiplexer);
        return multiplexer;
    }
}
