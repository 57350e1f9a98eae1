using Microsoft.Extensions.DependencyInjection;

namespace Takumi.Observability.Hosting;

/// <summary>
/// Puts registrations before those that are there. OpenTelemetry runs provider configuration in the order of registration:
/// first is where a default must be, so that whatever the application says, before or after our line, wins over it; and where the redactor must be,
/// so that no exporter of the application sees what it would have masked.
/// </summary>
internal static class FirstInLine
{
    public static void InsertFirst(this IServiceCollection services, Action<IServiceCollection> register)
    {
        var added = new ServiceCollection();
        register(added);
        for (var i = 0; i < added.Count; i++)
            services.Insert(i, added[i]);
    }
}
