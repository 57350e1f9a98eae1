namespace Takumi.Observability.Format;

/// <summary>The name of a log in checkpoints, and of the key that signs them.</summary>
internal static class LogOrigin
{
    /// <summary><c>takumi.audit/service/log id</c>, the service reduced to lower-case letters, digits, dot and dash.</summary>
    public static string Of(string service, string logId) => $"takumi.audit/{Reduce(service)}/{logId}";

    private static string Reduce(string service) => string.Create(service.Length, service, static (reduced, service) =>
    {
        for (var i = 0; i < reduced.Length; i++)
        {
            var c = char.IsAsciiLetterUpper(service[i]) ? (char)(service[i] | 0x20) : service[i];
            reduced[i] = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' ? c : '-';
        }
    });
}
