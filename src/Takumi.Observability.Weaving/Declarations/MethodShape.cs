namespace Takumi.Observability.Weaving.Declarations;

/// <summary>Where the end of a method's work is.</summary>
internal enum MethodShape
{
    /// <summary>At its return. Also a method that the runtime itself suspends: its body returns when the work is done.</summary>
    Synchronous,

    /// <summary>Where the compiler's state machine sets the result.</summary>
    StateMachine,

    /// <summary>When the task that it returns has ended.</summary>
    ReturnsTask,

    /// <summary>At the end of each enumeration of what it returns.</summary>
    Iterator,
}
