using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Printing;

namespace Takumi.Observability.Tests.Printing;

public sealed partial class TraceTreePrinterTests : IDisposable
{
    private readonly ActivitySource _source = new("tree-" + Guid.NewGuid());
    private readonly StringWriter _output = new();
    private readonly TracerProvider _provider;

    public TraceTreePrinterTests()
    {
        Activity.Current = null;
        _provider = Sdk.CreateTracerProviderBuilder().AddSource(_source.Name)
            .AddProcessor(new TraceTreePrinter(_output)).Build();
    }

    public void Dispose()
    {
        _provider.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void A_trace_is_one_tree_with_durations_and_the_failing_span_marked()
    {
        string id;
        using (var root = _source.StartActivity("POST /profiles")!)
        {
            id = root.TraceId.ToHexString();
            using (_source.StartActivity("workflow.create-profile"))
            {
                using (var call = _source.StartActivity("contract.SkillProfile.createProfile")!)
                    SpanErrors.Record(call, "tx_failed", "out of fee");
                _source.StartActivity("cache")!.Dispose();
            }

            _output.ToString().ShouldBeEmpty();
        }

        Duration().Replace(_output.ToString(), "N ms").ShouldBe($"""
            trace {id}
            └─ POST /profiles  N ms
               └─ workflow.create-profile  N ms
                  ├─ contract.SkillProfile.createProfile  N ms  ✗ tx_failed: out of fee
                  └─ cache  N ms

            """);
    }

    [Fact]
    public void A_long_trace_is_one_tree_however_many_short_ones_end_beside_it()
    {
        using (_source.StartActivity("long"))
        {
            for (var i = 0; i < 3000; i++)
            {
                Activity.Current = null;
                _source.StartActivity("short")!.Dispose();
            }
        }

        Duration().Replace(_output.ToString(), "N ms").ShouldEndWith("└─ long  N ms\n");
    }

    [Fact]
    public void A_trace_that_grows_without_an_end_is_printed_in_parts()
    {
        using var root = _source.StartActivity("root");
        for (var i = 0; i < TraceTreePrinter.Bound; i++)
        {
            _output.ToString().ShouldBeEmpty();
            _source.StartActivity("child")!.Dispose();
        }

        Duration().Replace(_output.ToString(), "N ms").ShouldEndWith("├─ child  N ms\n└─ child  N ms\n");
    }

    [Fact]
    public void Traces_that_never_end_are_forgotten_past_a_bound()
    {
        for (var i = 0; i < 3000; i++)
        {
            Activity.Current = null;
            var root = _source.StartActivity("root");
            _source.StartActivity("child")!.Dispose();
        }

        Activity.Current = null;
        using (_source.StartActivity("last"))
        {
        }

        Duration().Replace(_output.ToString(), "N ms").ShouldEndWith("└─ last  N ms\n");
    }

    [Fact]
    public void A_span_that_is_only_measured_is_not_printed()
    {
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource("measured-" + _source.Name).SetSampler(new AlwaysOffSampler()).AddProcessor(new TraceTreePrinter(_output)).Build();
        using var source = new ActivitySource("measured-" + _source.Name);
        using var listener = new ActivityListener { ShouldListenTo = one => one == source, Sample = static (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);

        using (source.StartActivity("SELECT"))
        {
        }

        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void A_hop_back_into_the_process_is_part_of_its_callers_tree()
    {
        string id;
        using (var client = _source.StartActivity("POST", ActivityKind.Client)!)
        {
            id = client.TraceId.ToHexString();
            var remote = new ActivityContext(client.TraceId, client.SpanId, ActivityTraceFlags.Recorded, isRemote: true);
            Activity.Current = null;
            _source.StartActivity("POST /hooks", ActivityKind.Server, remote)!.Dispose();
            Activity.Current = client;
        }

        Duration().Replace(_output.ToString(), "N ms").ShouldBe($"""
            trace {id}
            └─ POST  N ms
               └─ POST /hooks  N ms

            """);
    }

    [GeneratedRegex(@"\d+\.\d ms")]
    private static partial Regex Duration();
}
