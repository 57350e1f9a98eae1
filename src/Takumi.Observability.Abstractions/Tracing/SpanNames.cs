using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>The span names of the telemetry catalogue. Names with a variable part are made by methods and cached, so that a known name costs no allocation.</summary>
public static class SpanNames
{
    /// <summary>The root of a zero-knowledge proof's generation.</summary>
    public const string ProofGenerate = "proof.generate";

    private static readonly NameCache s_workflows = new("workflow.");
    private static readonly NameCache s_contractPrefixes = new("contract.");
    private static readonly NameCache s_reconciliations = new("reconcile.");
    private static readonly NameCache s_webhooks = new("webhook.trigger ");
    private static readonly NameCache s_notifications = new("notification.send ");

    /// <summary><c>workflow.&lt;name&gt;</c>.</summary>
    public static string Workflow(string name) => s_workflows.Get(name);

    /// <summary><c>contract.&lt;Contract&gt;.&lt;method&gt;</c>.</summary>
    public static string ContractCall(string contract, string method) => s_contractPrefixes.Get(contract, method);

    /// <summary><c>reconcile.&lt;table&gt;</c>.</summary>
    public static string Reconcile(string table) => s_reconciliations.Get(table);

    /// <summary><c>webhook.trigger &lt;event&gt;</c>; start it with <see cref="System.Diagnostics.ActivityKind.Producer"/>.</summary>
    public static string WebhookTrigger(string @event) => s_webhooks.Get(@event);

    /// <summary><c>notification.send &lt;event&gt;</c>; start it with <see cref="System.Diagnostics.ActivityKind.Producer"/>.</summary>
    public static string NotificationSend(string @event) => s_notifications.Get(@event);

    /// <summary><c>contract.simulate</c>, <c>contract.sign</c>, <c>contract.submit</c>, <c>contract.poll</c> or <c>contract.result</c>.</summary>
    public static string Phase(ContractPhase phase) => phase switch
    {
        ContractPhase.Simulate => "contract.simulate",
        ContractPhase.Sign => "contract.sign",
        ContractPhase.Submit => "contract.submit",
        ContractPhase.Poll => "contract.poll",
        ContractPhase.Result => "contract.result",
        _ => "contract.phase",
    };
}
