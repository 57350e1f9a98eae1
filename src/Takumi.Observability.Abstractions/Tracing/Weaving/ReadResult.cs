using System.ComponentModel;

namespace Takumi.Observability.Weaving;

/// <summary>Puts what the attributes ask of a result on the span. Implemented by a method that the weaver writes beside the woven one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ReadResult<in T>(T result, ref WovenSpan span);
