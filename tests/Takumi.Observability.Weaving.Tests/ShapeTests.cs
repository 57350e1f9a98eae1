using System.Diagnostics;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>Whatever is called however: the span, its parent, its tags, and a caller whose current activity is what it was.</summary>
public sealed class ShapeTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);

    public static TheoryData<string> Names => [.. ShapeCases.All.Select(shape => shape.Name)];

    public void Dispose() => _recorder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_call_of_every_shape_has_its_span(string name)
    {
        var (_, call, spans) = ShapeCases.All.Single(shape => shape.Name == name);
        using var root = _recorder.StartTrace();

        await call();

        Activity.Current.ShouldBe(root);
        var trace = _recorder.Trace(root);
        SpanTree.Render(trace).ShouldBe(spans);
        trace[0].ParentSpanId.ShouldBe(root.SpanId);
        trace.ShouldAllBe(span => span.Status == ActivityStatusCode.Unset);
    }

    [Fact]
    public void The_names_of_the_shapes_are_distinct() => Names.Count.ShouldBe(ShapeCases.All.Select(shape => shape.Name).Distinct().Count());
}
