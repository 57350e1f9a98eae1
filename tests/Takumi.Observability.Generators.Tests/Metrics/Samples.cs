using Takumi.Observability.Testing;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>Sources that the tests compile: the project's own sample, and one that has every form of declaration.</summary>
internal static class Samples
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";

    /// <summary>The files of samples/TypedMetrics that declare metrics.</summary>
    public static string[] TypedMetrics =>
    [
        ImplicitUsings,
        .. new[] { "SalesChannel.cs", "OrderMetrics.cs", "StockMetrics.cs" }.Select(file => File.ReadAllText(RepositoryRoot.Combine("samples", "TypedMetrics", file))),
    ];

    public const string EveryForm = """
        using System;
        using Takumi.Observability;

        namespace Acme.Billing;

        public enum Plan { Free, ProTeam, [LabelValue("ent")] Enterprise, Legacy = Free }

        // Names that the generated code must not stumble over.
        public class Meter; public class Tag; public class LabelValue;

        public partial class Billing
        {
            [Meter("Acme.Billing")]
            internal static partial class Metrics
            {
                /// <summary>Invoices "sent",
                /// by <see cref="Plan"/> &amp; country.</summary>
                [Counter("billing.invoices", Unit = "{invoice}")]
                public static partial void Invoiced(Plan plan, string country, bool @new);

                /// <summary>Invoices "sent", by Plan &amp; country.</summary>
                [Counter("billing.invoices", Unit = "{invoice}")]
                public static partial void Invoiced(Plan plan, string country, bool @new, long count);

                /// <summary>Amount of an invoice.</summary>
                [Histogram("billing.amount", Unit = "{EUR}", Boundaries = new double[] { 1, 10, 100 })]
                public static partial void Amount(string country, string plan, [Label("error.code", Limit = 300)] int code, long cents);

                /// <summary>Time to render.</summary>
                [Histogram("billing.render.duration", Unit = "ms")]
                static partial void Rendered(string template, TimeSpan elapsed);

                [Timer(nameof(Rendered))]
                public static partial MetricTimer TimeRendering([Label("template")] string layout);

                /// <summary>Open sessions.</summary>
                [UpDownCounter("billing.sessions")]
                public static partial void Sessions(string role, string? sessionId, long change);

                [InProgress(nameof(Sessions))]
                public static partial InProgressScope Session(string role, string? sessionId);

                /// <summary>Exchange rate.</summary>
                [Gauge("billing.rate", Unit = "1")]
                public static partial void Rate(string a, string b, string c, string d, double rate);

                /// <summary>Queue length.</summary>
                [ObservableUpDownCounter("billing.queue")]
                public static partial IDisposable ObserveQueue(Func<long> length);

                /// <summary>Processor time.</summary>
                [ObservableCounter("billing.cpu.time", Unit = "s")]
                public static partial IDisposable ObserveCpu(Plan plan, Func<double> seconds);
            }
        }
        """;
}
