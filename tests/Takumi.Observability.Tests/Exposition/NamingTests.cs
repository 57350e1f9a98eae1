using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Tests.Exposition;

public sealed class NamingTests
{
    [Theory]
    [InlineData("http.request.duration", "s", "http_request_duration_seconds", "seconds")]
    [InlineData("http.requests.in_flight", "{request}", "http_requests_in_flight", "")]
    [InlineData("http.response.size", "By", "http_response_size_bytes", "bytes")]
    [InlineData("redis.connected", "", "redis_connected", "")]
    [InlineData("redis.connected", null, "redis_connected", "")]
    [InlineData("cache.hit_rate", "1", "cache_hit_rate", "")]
    [InlineData("cpu.usage", "%", "cpu_usage_percent", "percent")]
    [InlineData("stellar.transaction.fee", "{stroop}", "stellar_transaction_fee", "")]
    [InlineData("stellar.ledger.lag", "s", "stellar_ledger_lag_seconds", "seconds")]
    [InlineData("memory.usage", "By", "memory_usage_bytes", "bytes")]
    [InlineData("memory.bytes", "By", "memory_bytes", "bytes")]
    [InlineData("seconds", "s", "seconds", "")]
    [InlineData("kilobytes", "By", "kilobytes_bytes", "bytes")]
    [InlineData("speed", "m/s", "speed_meters_per_second", "meters_per_second")]
    [InlineData("flow", "{request}/s", "flow_per_second", "per_second")]
    [InlineData("flow", "By/min", "flow_bytes_per_minute", "bytes_per_minute")]
    [InlineData("odd", "foo bar", "odd_foo_bar", "foo_bar")]
    [InlineData("odd", "{a}{b}", "odd", "")]
    [InlineData("a..b--c__d", "", "a_b_c_d", "")]
    [InlineData("9lives", "", "metric_9lives", "")]
    [InlineData("_private", "", "metric_private", "")]
    [InlineData("", "", "metric", "")]
    [InlineData("größe", "", "gr_e", "")]
    [InlineData("jobs.total", "", "jobs_total", "")]
    public void A_gauge_or_histogram_is_called_by_its_name_and_unit(string name, string? unit, string expected, string unitWord) =>
        FamilyName.Translate(name, unit, isCounter: false, utf8: false).ShouldBe(new FamilyName(expected, unitWord));

    [Theory]
    [InlineData("http.requests", "{request}", "http_requests_total")]
    [InlineData("network.io", "By", "network_io_bytes_total")]
    [InlineData("ws.messages.sent", "{message}", "ws_messages_sent_total")]
    [InlineData("jobs.total", "", "jobs_total")]
    [InlineData("cpu.seconds.total", "s", "cpu_seconds_total")]
    [InlineData("cpu.time.total", "s", "cpu_time_seconds_total")]
    [InlineData("total", "", "total_total")]
    public void A_counter_ends_with_total_once(string name, string unit, string expected) =>
        FamilyName.WithTotal(FamilyName.Translate(name, unit, isCounter: true, utf8: false).Base).ShouldBe(expected);

    [Theory]
    [InlineData("foo.bar", "By", true, "foo.bar_bytes_total")]
    [InlineData("foo.bytes", "By", true, "foo.bytes_total")]
    [InlineData("größe", "", false, "größe")]
    public void Names_in_UTF8_keep_their_characters_and_get_the_same_suffixes(string name, string unit, bool isCounter, string expected)
    {
        var translated = FamilyName.Translate(name, unit, isCounter, utf8: true).Base;
        (isCounter ? FamilyName.WithTotal(translated) : translated).ShouldBe(expected);
    }

    [Theory]
    [InlineData(nameof(NameScheme.Underscores), "metric.name/with/slashes", "metric_name_with_slashes")]
    [InlineData(nameof(NameScheme.Dots), "metric.name.with.dots", "metric_dot_name_dot_with_dot_dots")]
    [InlineData(nameof(NameScheme.Dots), "http_requests", "http__requests")]
    [InlineData(nameof(NameScheme.Dots), "a b🙂", "a_b_")]
    [InlineData(nameof(NameScheme.Values), "metric.name", "U__metric_2E_name")]
    [InlineData(nameof(NameScheme.Values), "a_b.🙂", "U__a__b_2E__1F642_")]
    [InlineData(nameof(NameScheme.Values), "plain_name", "plain_name")]
    [InlineData(nameof(NameScheme.AllowUtf8), "a.b🙂", "a.b🙂")]
    public void A_scheme_escapes_as_Prometheus_writes_it_down(string scheme, string name, string expected) =>
        NameEscaping.Apply(Enum.Parse<NameScheme>(scheme), name, isLabel: false).ShouldBe(expected);

    [Theory]
    [InlineData("__name__", "key_name_")]
    [InlineData("_x", "key_x")]
    [InlineData("1st", "key_1st")]
    [InlineData("a:b", "a_b")]
    [InlineData("", "key")]
    public void A_label_never_begins_with_what_is_reserved(string name, string expected)
    {
        NameEscaping.Apply(NameScheme.Underscores, name, isLabel: true).ShouldBe(expected);
        foreach (var scheme in Enum.GetValues<NameScheme>())
            NameEscaping.Apply(scheme, name, isLabel: true)[0].ShouldNotBe('_');
    }

    // Not a row above: the runner writes its rows in UTF-8, which has no lone surrogate.
    [Fact]
    public void Half_a_surrogate_pair_is_replaced_in_UTF8() =>
        NameEscaping.Apply(NameScheme.AllowUtf8, "a\uD800", isLabel: false).ShouldBe("a\uFFFD");

    [Fact]
    public void Every_name_is_valid_by_every_scheme_but_UTF8() =>
        Prop.ForAll(Texts.Any, text => new[] { NameScheme.Underscores, NameScheme.Dots, NameScheme.Values }.All(scheme =>
            LegacyName.IsValid(NameEscaping.Apply(scheme, text, isLabel: true), allowColon: false)
            && LegacyName.IsValid(NameEscaping.Apply(scheme, text, isLabel: false), allowColon: true))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_values_scheme_loses_nothing() =>
        Prop.ForAll(Texts.Any, text =>
        {
            var name = NameEscaping.Apply(NameScheme.AllowUtf8, text, isLabel: false);
            var escaped = NameEscaping.Apply(NameScheme.Values, text, isLabel: false);
            return (escaped.StartsWith("U__", StringComparison.Ordinal) ? Unescape(escaped[3..]) : escaped) == name;
        }).QuickCheckThrowOnFailure();

    private static string Unescape(string escaped)
    {
        var name = new StringBuilder();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '_')
            {
                name.Append(escaped[i]);
            }
            else if (escaped[i + 1] == '_')
            {
                name.Append('_');
                i++;
            }
            else
            {
                var end = escaped.IndexOf('_', i + 1);
                name.Append(new Rune(int.Parse(escaped.AsSpan(i + 1, end - i - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
                i = end;
            }
        }
        return name.ToString();
    }
}
