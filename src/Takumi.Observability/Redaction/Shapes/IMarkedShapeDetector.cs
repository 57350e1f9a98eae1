namespace Takumi.Observability.Redaction.Shapes;

/// <summary>A shape that no text has without certain characters. Most texts have none of them, and one search tells that for all such shapes.</summary>
internal interface IMarkedShapeDetector : IShapeDetector
{
    /// <summary>Characters, preferably rare ones. A text with a match has at least one of them.</summary>
    string Marks { get; }
}
