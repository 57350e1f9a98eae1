using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

/// <summary>A server span as text, without the port, which is another in each run.</summary>
internal static class ServerSpanText
{
    private static readonly string[] s_volatile = ["server.port"];

    public static string Of(Activity span) => SpanTree.Render([span], s_volatile);
}
