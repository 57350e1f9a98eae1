using System.Globalization;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>A contract call measures the same in each of its forms. The names are this class's own: its tests run one after the other, and nobody else uses them.</summary>
public sealed class ContractCallMeasurementTests : IDisposable
{
    private const string Contract = "EqualForms";
    private const string Method = "settleEqually";
    private const string Reading = "readEqually";

    private static readonly SpanOptions s_readOnly = new() { ReadOnly = true };

    private static readonly Dictionary<string, Func<Action, Task>> s_forms = new()
    {
        ["attribute"] = body => { ByAttribute(body); return Task.CompletedTask; },
        ["attribute, async"] = ByAttributeAsync,
        ["delegate"] = body => { TakumiTelemetry.TraceContractCall(Contract, Method, void (_) => body()); return Task.CompletedTask; },
        ["delegate, async"] = body => TakumiTelemetry.TraceContractCall(Contract, Method, body, static async (_, state) => { await Task.Yield(); state(); }),
        ["scope"] = body => { ByScope(Method, null, body); return Task.CompletedTask; },
    };

    private static readonly Dictionary<string, Func<Action, Task>> s_readingForms = new()
    {
        ["attribute"] = body => { ReadByAttribute(body); return Task.CompletedTask; },
        ["delegate"] = body => { TakumiTelemetry.TraceContractCall(Contract, Reading, void (_) => body(), s_readOnly); return Task.CompletedTask; },
        ["delegate, async"] = body => TakumiTelemetry.TraceContractCall(Contract, Reading, body, static async (_, state) => { await Task.Yield(); state(); }, s_readOnly),
        ["scope"] = body => { ByScope(Reading, s_readOnly, body); return Task.CompletedTask; },
    };

    private static readonly Dictionary<string, (Exception? Exception, string Outcome, string Status)> s_ends = new()
    {
        ["completed"] = (null, "success", "success"),
        ["failed"] = (new InvalidOperationException("tx_failed"), "failure", "failed"),
        ["timed out"] = (new TimeoutException(), "failure", "timeout"),
        ["timed out by cancellation"] = (new TaskCanceledException("", new TimeoutException()), "failure", "timeout"),
        ["given up"] = (new OperationCanceledException(), "cancelled", "timeout"),
    };

    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);

    public static IEnumerable<TheoryDataRow<string, string>> FormsAndEnds =>
        from form in s_forms.Keys from end in s_ends.Keys select new TheoryDataRow<string, string>(form, end);

    public static IEnumerable<TheoryDataRow<string>> Forms => s_forms.Keys.Select(form => new TheoryDataRow<string>(form));

    public static IEnumerable<TheoryDataRow<string>> ReadingForms => s_readingForms.Keys.Select(form => new TheoryDataRow<string>(form));

    public void Dispose() => _measurements.Dispose();

    [Theory]
    [MemberData(nameof(FormsAndEnds))]
    public async Task A_call_is_a_transaction_whatever_its_form(string form, string end)
    {
        var (exception, outcome, status) = s_ends[end];

        (await Record.ExceptionAsync(() => s_forms[form](() => ThrowIfAny(exception)))).ShouldBe(exception);

        Lines(Method).ShouldBe(
        [
            $"contract.calls 1 contract=EqualForms method=settleEqually outcome={outcome}",
            "contract.call.duration … contract=EqualForms method=settleEqually",
            $"stellar.transactions 1 method=settleEqually status={status}",
            "stellar.transaction.duration … method=settleEqually",
        ]);
        _measurements.Of("stellar.transaction.duration", ("method", Method)).Single().Value
            .ShouldBe(_measurements.Of("contract.call.duration", ("method", Method)).Single().Value);
    }

    [Theory]
    [MemberData(nameof(ReadingForms))]
    public async Task A_call_that_only_reads_is_none(string form)
    {
        await s_readingForms[form](() => { });

        Lines(Reading).ShouldBe(
        [
            "contract.calls 1 contract=EqualForms method=readEqually outcome=success",
            "contract.call.duration … contract=EqualForms method=readEqually",
        ]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_mute_that_begins_within_the_call_takes_nothing_of_it_away(string form)
    {
        MuteScope mute = default;
        await s_forms[form](() => mute = TakumiTelemetry.Mute());
        mute.Dispose();

        Lines(Method).Count().ShouldBe(4);
    }

    [Fact]
    public void Such_a_mute_goes_on_when_the_call_has_been_measured()
    {
        MuteScope mute = default;
        ByAttribute(() => mute = TakumiTelemetry.Mute());
        TakumiTelemetry.IsMuted.ShouldBeTrue();
        mute.Dispose();

        _measurements.Of("stellar.transactions", ("method", Method)).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Beneath_a_mute_nothing_is_measured(string form)
    {
        using (TakumiTelemetry.Mute())
            await s_forms[form](() => { });

        Lines(Method).ShouldBeEmpty();
    }

    [Fact]
    public void A_scope_that_nobody_completed_and_one_that_says_so_are_failed_transactions()
    {
        TakumiTelemetry.StartContractCall(Contract, Method).Dispose();
        using (var call = TakumiTelemetry.StartContractCall(Contract, Method))
            call.Fail("tx_bad_seq");

        _measurements.Of("stellar.transactions", ("method", Method)).Select(one => one.Tags["status"]).ShouldBe(["failed", "failed"]);
    }

    [TraceContractCall(Contract, Method)]
    private static void ByAttribute(Action body) => body();

    [TraceContractCall(Contract, Method)]
    private static async Task ByAttributeAsync(Action body)
    {
        await Task.Yield();
        body();
    }

    [TraceContractCall(Contract, Reading, ReadOnly = true)]
    private static void ReadByAttribute(Action body) => body();

    private static void ByScope(string method, SpanOptions? options, Action body)
    {
        using var call = TakumiTelemetry.StartContractCall(Contract, method, options);
        try
        {
            body();
            call.Complete();
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            throw;
        }
    }

    private static void ThrowIfAny(Exception? exception)
    {
        if (exception is not null)
            throw exception;
    }

    private IEnumerable<string> Lines(string method) =>
        from one in _measurements.Measurements
        where method.Equals(one.Tags.GetValueOrDefault("method"))
        let value = one.Instrument.EndsWith("duration", StringComparison.Ordinal) ? "…" : one.Value.ToString(CultureInfo.InvariantCulture)
        select $"{one.Instrument} {value}{string.Concat(one.Tags.Select(tag => $" {tag.Key}={tag.Value}"))}";
}
