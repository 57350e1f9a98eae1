namespace Takumi.Observability;

/// <summary>What the business counts: rewards, credentials, quizzes, profiles, webhooks, notifications. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class BusinessMetrics
{
    /// <summary>A reward was claimed.</summary>
    /// <param name="status">How the claim ended.</param>
    /// <param name="amount">The reward in its own currency or token; the label shows only its size.</param>
    public static void RewardClaimed(ClaimStatus status, decimal amount) => RewardClaimed(status, BucketOf(amount));

    /// <summary>Claims of rewards.</summary>
    [Counter("reward.claims")]
    public static partial void RewardClaimed(ClaimStatus status, AmountBucket amountBucket);

    /// <summary>Credentials minted.</summary>
    [Counter("credentials.minted")]
    public static partial void CredentialMinted(string courseId);

    /// <summary>Quizzes completed.</summary>
    [Counter("quizzes.completed")]
    public static partial void QuizCompleted(bool passed);

    /// <summary>Profiles created.</summary>
    [Counter("profiles.created")]
    public static partial void ProfileCreated(Outcome outcome);

    /// <summary>Endorsements created.</summary>
    [Counter("endorsements.created")]
    public static partial void EndorsementCreated(Outcome outcome);

    /// <summary>Claims submitted for verification.</summary>
    [Counter("claims.submitted")]
    public static partial void ClaimSubmitted(Outcome outcome);

    /// <summary>Webhooks triggered.</summary>
    [Counter("webhooks.triggered")]
    public static partial void WebhookTriggered(string @event, DeliveryStatus status);

    /// <summary>Webhooks sent again after a failure.</summary>
    [Counter("webhook.retries")]
    public static partial void WebhookRetried(string @event);

    /// <summary>Notifications sent.</summary>
    [Counter("notifications.sent")]
    public static partial void NotificationSent(string channel, DeliveryStatus status);

    private static AmountBucket BucketOf(decimal amount) => amount switch
    {
        < 10 => AmountBucket.LessThan10,
        < 100 => AmountBucket.LessThan100,
        < 1000 => AmountBucket.LessThan1000,
        _ => AmountBucket.AtLeast1000,
    };
}
