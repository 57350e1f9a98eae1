using System.ComponentModel;

namespace Takumi.Observability.Weaving;

/// <summary>The mark of the build step on an assembly whose traced methods have their spans. Written by the weaver, never by hand.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TakumiWovenAttribute : Attribute;
