namespace Takumi.Observability.Auditing;

/// <summary>Table and journal disagree in a way that trying again can't mend: a person has to look.</summary>
internal sealed class ShippingStoppedException(string message) : Exception(message);
