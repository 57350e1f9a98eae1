namespace Takumi.Observability;

/// <summary>Zero-knowledge proofs: generation, verification, circuits. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class ZkProofMetrics
{
    /// <summary>A proof was generated: counts it and records time and size.</summary>
    /// <param name="proofType">The proof system: <c>groth16</c>.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="bytes">The size of the serialized proof.</param>
    public static void ProofGenerated(string proofType, TimeSpan elapsed, long bytes)
    {
        ProofGenerated(proofType);
        GenerationDuration(proofType, elapsed);
        ProofSize(proofType, bytes);
    }

    /// <summary>A proof was verified: counts it and records the time.</summary>
    /// <param name="proofType">The proof system.</param>
    /// <param name="result">What the verifier said.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void ProofVerified(string proofType, ProofResult result, TimeSpan elapsed)
    {
        ProofVerified(proofType, result);
        VerificationDuration(proofType, elapsed);
    }

    /// <summary>Proofs generated.</summary>
    [Counter("proofs.generated")]
    public static partial void ProofGenerated(string proofType);

    /// <summary>Proofs verified.</summary>
    [Counter("proofs.verified")]
    public static partial void ProofVerified(string proofType, ProofResult result);

    /// <summary>Time to generate a proof.</summary>
    [Histogram("proof.generation.duration", Unit = "s", Boundaries = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60])]
    public static partial void GenerationDuration(string proofType, TimeSpan elapsed);

    /// <summary>Times the generation of a proof until what is returned is disposed.</summary>
    [Timer(nameof(GenerationDuration))]
    public static partial MetricTimer TimeGeneration(string proofType);

    /// <summary>Time to verify a proof.</summary>
    [Histogram("proof.verification.duration", Unit = "s", Boundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1])]
    public static partial void VerificationDuration(string proofType, TimeSpan elapsed);

    /// <summary>Times the verification of a proof until what is returned is disposed.</summary>
    [Timer(nameof(VerificationDuration))]
    public static partial MetricTimer TimeVerification(string proofType);

    /// <summary>Time of one phase of generating a proof.</summary>
    [Histogram("proof.phase.duration", Unit = "s")]
    public static partial void PhaseDuration(string phase, TimeSpan elapsed);

    /// <summary>Times a phase until what is returned is disposed.</summary>
    [Timer(nameof(PhaseDuration))]
    public static partial MetricTimer TimePhase(string phase);

    /// <summary>Constraints of a circuit.</summary>
    [Gauge("circuit.constraints", Unit = "{constraint}")]
    public static partial void CircuitConstraints(string circuit, long constraints);

    /// <summary>Size of serialized proofs.</summary>
    [Histogram("proof.size", Unit = "By")]
    public static partial void ProofSize(string proofType, long bytes);

    /// <summary>Verifications that could not be carried out.</summary>
    [Counter("proof.verification.failures")]
    public static partial void VerificationFailed(string proofType, string reason);
}
