using Takumi.Observability.Sampling;

namespace Takumi.Observability.Configuration;

/// <summary>What <see cref="ObservabilityOptions"/> may hold, one message for each value that it may not.</summary>
internal static class OptionsRules
{
    public static IReadOnlyList<string> Check(ObservabilityOptions options)
    {
        var problems = new List<string>(options.Unreadable);
        if (options.ServiceName is { } name && string.IsNullOrWhiteSpace(name))
            problems.Add(Message(nameof(options.ServiceName), name, "a name that is not empty"));
        if (!SamplerNames.All.Contains(options.Sampler))
            problems.Add(Message(nameof(options.Sampler), options.Sampler, string.Join(", ", SamplerNames.All)));
        if (options.SampleRatio is { } ratio && !(ratio >= 0 && ratio <= 1))
            problems.Add(Message(nameof(options.SampleRatio), Setting.Text(ratio), "a number from 0 to 1"));
        if (options.Otlp.Endpoint is { } endpoint && !Setting.IsHttpUri(endpoint))
            problems.Add(Message("Otlp:Endpoint", endpoint, "an absolute http or https URL"));
        if (options.Otlp.Headers is { } headers && !Setting.ArePairs(headers))
            problems.Add(Message("Otlp:Headers", "***", Setting.PairsAllowed));
        if (options.Otlp.Timeout is { } timeout)
            CheckTime("Otlp:Timeout", timeout, problems);
        foreach (var source in options.Sources.Where(string.IsNullOrWhiteSpace))
            problems.Add(Message(nameof(options.Sources), source, "names that are not empty"));
        foreach (var meter in options.Meters.Where(string.IsNullOrWhiteSpace))
            problems.Add(Message(nameof(options.Meters), meter, "names that are not empty"));
        CheckTime("Health:Timeout", options.Health.Timeout, problems);
        CheckTime("Health:CacheDuration", options.Health.CacheDuration, problems);
        CheckRedaction(options, problems);
        return problems;
    }

    private static void CheckTime(string member, TimeSpan time, List<string> problems)
    {
        if (time <= TimeSpan.Zero || time > TimeSpan.FromHours(1))
            problems.Add(Message(member, time.ToString(), "a time above zero and at most an hour"));
    }

    private static void CheckRedaction(ObservabilityOptions options, List<string> problems)
    {
        try
        {
            options.Redaction.Validate();
        }
        catch (ArgumentException exception)
        {
            problems.Add(exception.Message);
        }
    }

    private static string Message(string member, string value, string allowed) =>
        Setting.Problem($"{ObservabilityOptions.SectionName}:{member}", value, allowed);
}
