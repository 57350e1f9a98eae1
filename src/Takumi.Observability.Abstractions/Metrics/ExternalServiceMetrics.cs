namespace Takumi.Observability;

/// <summary>Calls to services of others: payments, mail. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class ExternalServiceMetrics
{
    /// <summary>A call to Stripe ended: counts it and records how long it took.</summary>
    /// <param name="endpoint">A name fixed in code: <c>checkout_session</c>.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void StripeRequest(string endpoint, ApiCallStatus status, TimeSpan elapsed)
    {
        StripeRequests(endpoint, status);
        StripeLatency(endpoint, elapsed);
    }

    /// <summary>Calls to the Stripe API.</summary>
    [Counter("stripe.api.requests")]
    private static partial void StripeRequests(string endpoint, ApiCallStatus status);

    /// <summary>Time that the Stripe API took to answer.</summary>
    [Histogram("stripe.api.latency", Unit = "s")]
    private static partial void StripeLatency(string endpoint, TimeSpan elapsed);

    /// <summary>Webhooks of Stripe that could not be handled.</summary>
    [Counter("stripe.webhook.errors")]
    public static partial void StripeWebhookFailed(string type);

    /// <summary>Mails sent.</summary>
    [Counter("email.sent")]
    public static partial void EmailSent(string type, DeliveryStatus status);
}
