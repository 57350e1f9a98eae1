namespace Takumi.Observability.Diagnosis;

/// <summary>Looks at the host once, when it starts, and says what is not as its owner may believe. Throws only to refuse the start.</summary>
internal interface IStartupCheck
{
    void Run();
}
