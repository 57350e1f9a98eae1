using System.Globalization;
using Microsoft.CodeAnalysis;
using Takumi.Observability.Generators.Metrics;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>Each wrong declaration is one error with its id, at its place, and nothing else is told beside it.</summary>
public sealed class DiagnosticsTests
{
    [Theory]
    [InlineData("TKM101", "Orders", """[Counter("Orders")] public static partial void Orders();""", "The metric name 'Orders' cannot be used: it is not dotted lower case, such as 'stellar.transactions'")]
    [InlineData("TKM101", "Orders", """[Counter("shop.orders.total")] public static partial void Orders();""", "The metric name 'shop.orders.total' cannot be used: its last word 'total' is added by what reads the metric; leave it out, and say the unit by Unit")]
    [InlineData("TKM101", "Orders", """[Counter("shop..orders")] public static partial void Orders();""", "The metric name 'shop..orders' cannot be used: it is not dotted lower case, such as 'stellar.transactions'")]
    [InlineData("TKM102", "Orders", """[Counter("shop.orders", Unit = "seconds")] public static partial void Orders();""", "The unit 'seconds' is not UCUM; write 's' if that is what is counted")]
    [InlineData("TKM102", "Orders", """[Counter("shop.orders", Unit = "order items")] public static partial void Orders();""", "The unit 'order items' is not UCUM; write '{order_items}' if that is what is counted")]
    [InlineData("TKM103", "user", """[Counter("shop.orders")] public static partial void Orders(Guid user);""", "'user' is of type Guid, which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM103", "at", """[Counter("shop.orders")] public static partial void Orders(DateTime at);""", "'at' is of type DateTime, which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM103", "what", """[Counter("shop.orders")] public static partial void Orders(object what);""", "'what' is of type object, which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM103", "count", """[Counter("shop.orders")] public static partial void Orders(int count);""", "'count' is an int without [Label] (a measurement is a long or a double), which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM103", "options", """[Counter("shop.orders")] public static partial void Orders(StringSplitOptions options);""", "'options' is a [Flags] enum (StringSplitOptions), which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM103", "code", """[Counter("shop.orders")] public static partial void Orders([Label] long code);""", "'code' is of type long, which is no label: a label is an enum without [Flags], a bool, a string (bounded by [Label]) or an int with [Label]; put single values on a span or in a log")]
    [InlineData("TKM104", "Orders", """[Counter("shop.orders")] public static void Orders() { }""", "'Orders' has to be a partial method without a body: the build writes the body")]
    [InlineData("TKM104", "Orders", """[Counter("shop.orders")] public static partial void Orders(); public static partial void Orders() { }""", "'Orders' has to be a partial method without a body: the build writes the body")]
    [InlineData("TKM104", "Orders", """static void Place() { Orders(); [Counter("shop.orders")] static void Orders() { } }""", "'Orders' has to be a partial method without a body: the build writes the body")]
    [InlineData("TKM104", "[Counter(\"shop.orders\")] () => { }", """static readonly Action Orders = [Counter("shop.orders")] () => { };""", "'lambda expression' has to be a partial method without a body: the build writes the body")]
    [InlineData("TKM105", "Bought", """[Counter("shop.orders")] public static partial void Orders(bool paid);#/// <summary>Bought.</summary>#[Counter("shop.orders")] public static partial void Bought();""", "The metric is declared twice, here as shop.orders Counter of long, unit none, labels (), boundaries (), and in Shop as shop.orders Counter of long, unit none, labels (bool paid), boundaries ()")]
    [InlineData("TKM105", "Bought", """[Counter("shop.orders")] public static partial void Orders(string channel);#/// <summary>Bought.</summary>#[Counter("shop.orders")] public static partial void Bought(bool channel);""", "The metric is declared twice, here as shop.orders Counter of long, unit none, labels (bool channel), boundaries (), and in Shop as shop.orders Counter of long, unit none, labels (string channel up to 100), boundaries ()")]
    [InlineData("TKM105", "Bought", """[Counter("shop.orders")] public static partial void Orders(string channel);#/// <summary>Bought.</summary>#[Counter("shop.orders")] public static partial void Bought([Label(Limit = 5)] string channel);""", "The metric is declared twice, here as shop.orders Counter of long, unit none, labels (string channel up to 5), boundaries (), and in Shop as shop.orders Counter of long, unit none, labels (string channel up to 100), boundaries ()")]
    [InlineData("TKM105", "Bought", """[Counter("shop.orders")] public static partial void Orders();#/// <summary>Bought.</summary>#[Counter("shop_orders")] public static partial void Bought();""", "The metric is declared twice, here as shop_orders Counter of long, unit none, labels (), boundaries (), and in Shop as shop.orders Counter of long, unit none, labels (), boundaries ()")]
    [InlineData("TKM106", "Orders", """[Counter("shop.orders")] public static partial void Orders(bool a, bool b, bool c, bool d, bool e, bool f, bool g, bool h, bool i);""", "'Orders' has 9 labels; at most eight are allowed: each one multiplies the number of series")]
    [InlineData("TKM107", "Orders", """[Histogram("shop.orders", Unit = "s")] public static partial void Orders(bool paid);""", "'Orders' measures nothing; it needs exactly one parameter of type long, double or TimeSpan")]
    [InlineData("TKM107", "Orders", """[Counter("shop.orders")] public static partial void Orders(long a, double b);""", "'Orders' measures 2 values; it needs exactly one parameter of type long, double or TimeSpan")]
    [InlineData("TKM107", "elapsed", """[Counter("shop.orders", Unit = "By")] public static partial void Orders(TimeSpan elapsed);""", "'Orders' measures a TimeSpan; its unit has to be one of time, such as 's'")]
    [InlineData("TKM107", "Orders", """[ObservableGauge("shop.orders")] public static partial IDisposable Orders();""", "'Orders' measures nothing; it needs exactly one parameter of type Func<long> or Func<double>")]
    [InlineData("TKM109", "Orders", """[Counter("shop.orders")] public static partial int Orders();""", "The signature of 'Orders' cannot be implemented: it has to return void")]
    [InlineData("TKM109", "Orders", """[ObservableGauge("shop.orders")] public static partial void Orders(Func<long> read);""", "The signature of 'Orders' cannot be implemented: it has to return IDisposable")]
    [InlineData("TKM109", "Orders", """[Counter("shop.orders")] public static partial void Orders<T>();""", "The signature of 'Orders' cannot be implemented: it is generic")]
    [InlineData("TKM109", "Orders", """[Counter("shop.orders")] public static partial void Orders(in bool paid);""", "The signature of 'Orders' cannot be implemented: 'paid' is ref, in, out or params")]
    [InlineData("TKM109", "Orders", """[Counter("shop.orders"), Gauge("shop.orders")] public static partial void Orders(long count);""", "The signature of 'Orders' cannot be implemented: it has more than one metric attribute")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Unit = "{order}")] public static partial void Orders(long count);""", "The boundaries of 'Orders' cannot be used: the unit '{order}' has no default; name them")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Boundaries = [1, 3, 2])] public static partial void Orders(long count);""", "The boundaries of 'Orders' cannot be used: they do not ascend")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Boundaries = [0.5, 1])] public static partial void Orders(long count);""", "The boundaries of 'Orders' cannot be used: it measures whole numbers, and one is a fraction")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Boundaries = [1, 1e19])] public static partial void Orders(long count);""", "The boundaries of 'Orders' cannot be used: it measures whole numbers, and one is greater than they reach")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Boundaries = [1, double.PositiveInfinity])] public static partial void Orders(double count);""", "The boundaries of 'Orders' cannot be used: one is no number")]
    [InlineData("TKM110", "Orders", """[Histogram("shop.orders", Boundaries = [])] public static partial void Orders(double count);""", "The boundaries of 'Orders' cannot be used: there are none")]
    [InlineData("TKM112", "le", """[Counter("shop.orders")] public static partial void Orders(string le);""", "The label 'le' cannot be used: Prometheus keeps this name for itself")]
    [InlineData("TKM112", "a", """[Counter("shop.orders")] public static partial void Orders([Label("User-Name")] string a);""", "The label 'User-Name' cannot be used: it is not lower case, such as 'error_type'")]
    [InlineData("TKM112", "Orders", """[Counter("shop.orders")] public static partial void Orders(string a, [Label("a")] bool b);""", "The label 'a' cannot be used: two parameters have it")]
    [InlineData("TKM112", "Orders", """[Counter("shop.orders")] public static partial void Orders([Label("a.b")] string a, [Label("a_b")] bool b);""", "The label 'a_b' cannot be used: two parameters have it")]
    [InlineData("TKM112", "e", """[Counter("shop.orders")] private static partial void Orders(Blank e); enum Blank { One, [LabelValue("")] Two }""", "The label 'e' cannot be used: Two has no text")]
    [InlineData("TKM112", "e", """[Counter("shop.orders")] private static partial void Orders(Twice e); enum Twice { One, [LabelValue("one")] Two }""", "The label 'e' cannot be used: 'one' is the value of One and Two")]
    [InlineData("TKM113", "Time", """[Timer("Orders")] public static partial MetricTimer Time();""", "'Time' names 'Orders', but no metric of this class is declared by a method of that name")]
    [InlineData("TKM113", "Time", """[Counter("shop.orders")] public static partial void Orders(); [Timer("Orders")] public static partial MetricTimer Time();""", "'Time' names 'Orders', but that is no histogram of durations: a TimeSpan or double in a unit of time")]
    [InlineData("TKM113", "Time", """[Histogram("shop.orders", Unit = "s")] public static partial void Orders(bool paid, TimeSpan elapsed); [Timer("Orders")] public static partial MetricTimer Time();""", "'Time' names 'Orders', but its labels are (paid)")]
    [InlineData("TKM113", "Begin", """[Counter("shop.orders")] public static partial void Orders(); [InProgress("Orders")] public static partial InProgressScope Begin();""", "'Begin' names 'Orders', but that is no up-down counter of long")]
    [InlineData("TKM113", "Begin", """[UpDownCounter("shop.orders")] public static partial void Orders(bool a, bool b, bool c, bool d, bool e, long change); [InProgress("Orders")] public static partial InProgressScope Begin(bool a, bool b, bool c, bool d, bool e);""", "'Begin' names 'Orders', but it has more than 4 labels, and a scope keeps no more")]
    [InlineData("TKM114", "a", """[Counter("shop.orders")] public static partial void Orders([Label(Limit = 0)] string a);""", "The limit of 'a' is 0; allowed is 1 to 65534")]
    [InlineData("TKM114", "Orders", """[Counter("shop.orders", MaxSeries = -1)] public static partial void Orders(string a);""", "MaxSeries of 'shop.orders' is -1; allowed is 1 to 1000000")]
    public Task A_wrong_declaration_is_one_error(string id, string place, string members, string message) =>
        ShouldBeRefused(id, place, message, $"using System; using Takumi.Observability; [Meter(\"Shop\")] static partial class Shop {{#/// <summary>Orders.</summary>#{members} }}");

    [Theory]
    [InlineData("Shop", """[Meter("Shop")] static class Shop {#/// <summary>Orders.</summary>#[Counter("shop.orders")] public static void Orders() { } }""", "'Shop' cannot hold declared metrics: 'Shop' is not partial")]
    [InlineData("Orders", """static partial class Shop {#/// <summary>Orders.</summary>#[Counter("shop.orders")] public static void Orders() { } }""", "'Shop' cannot hold declared metrics: it has no [Meter(\"name\")]")]
    [InlineData("Shop", """[Meter("Shop")] static partial class Shop<T>;""", "'Shop' cannot hold declared metrics: 'Shop' is generic, and a meter exists once")]
    [InlineData("Shop", """[Meter(" ")] static partial class Shop;""", "'Shop' cannot hold declared metrics: [Meter] needs a name")]
    [InlineData("Shop", """class Outer { [Meter("Shop")] static partial class Shop; }""", "'Shop' cannot hold declared metrics: 'Outer' is not partial")]
    [InlineData("Shop", """partial struct Outer { [Meter("Shop")] static partial class Shop; }""", "'Shop' cannot hold declared metrics: 'Outer' is not a class")]
    [InlineData("Shop", """partial record Outer { [Meter("Shop")] static partial class Shop; }""", "'Shop' cannot hold declared metrics: 'Outer' is not a class")]
    [InlineData("Shop", """[Meter("Shop")] file static partial class Shop;""", "'Shop' cannot hold declared metrics: 'Shop' is file-local, and the other half is another file")]
    [InlineData("Shop", """[Meter("Shop")] partial class Shop { public Shop(int a) { } }""", "'Shop' cannot hold declared metrics: it has a constructor; the build writes the one that takes an IMeterFactory")]
    [InlineData("Shop", """[Meter("Shop")] partial record Shop;""", "'Shop' cannot hold declared metrics: it is a record; write a class")]
    public Task A_class_that_cannot_hold_metrics_is_one_error(string place, string type, string message) =>
        ShouldBeRefused("TKM108", place, message, $"using System; using Takumi.Observability; {type}");

    [Fact]
    public Task A_class_is_static_or_not() => ShouldBeRefused(
        "TKM108", "Shop", "'Shop' cannot hold declared metrics: 'B' is static and others are not; a class is one or the other",
        "using Takumi.Observability; [Meter(\"Shop\")] partial class Shop {#/// <summary>A.</summary>#[Counter(\"a\")] partial void A();#/// <summary>B.</summary>#[Counter(\"b\")] static partial void B(); }");

    [Fact]
    public Task A_metric_needs_a_summary() => ShouldBeRefused(
        "TKM111", "Orders", "'Orders' has no XML summary, which is the metric's description",
        "using Takumi.Observability; [Meter(\"Shop\")] static partial class Shop { [Counter(\"shop.orders\")] public static partial void Orders(); }");

    [Fact]
    public Task Two_classes_may_not_give_one_name_two_shapes() => ShouldBeRefused(
        "TKM105", "Taken", "The metric is declared twice, here as shop_orders Gauge of long, unit none, labels (), boundaries (), and in A as shop.orders Counter of long, unit none, labels (), boundaries ()",
        "using Takumi.Observability; [Meter(\"A\")] static partial class A {#/// <summary>Orders.</summary>#[Counter(\"shop.orders\")] public static partial void Orders(); }"
        + " [Meter(\"B\")] static partial class B {#/// <summary>Orders.</summary>#[Gauge(\"shop_orders\")] public static partial void Taken(long count); }");

    [Fact]
    public async Task No_id_can_be_silenced_where_it_is_or_because_the_file_calls_itself_generated()
    {
        const string Wrong = "using Takumi.Observability; [Meter(\"Shop\")] static partial class Shop {\n/// <summary>Orders.</summary>\n[Counter(\"Orders\")] public static partial void Orders(); }";

        foreach (var source in new[] { $"#pragma warning disable TKM101\n{Wrong}", $"// <auto-generated/>\n#nullable enable\n{Wrong}" })
            (await new MetricsCompilation(source).DiagnosticsAsync()).ShouldHaveSingleItem().Id.ShouldBe("TKM101", source);
    }

    [Theory]
    [InlineData("false", "", true)]
    [InlineData("", "False", true)]
    [InlineData("true", "false", false)]
    [InlineData("", "", false)]
    public void Without_analyzers_the_generated_half_stops_the_build(string runAnalyzers, string duringBuild, bool stops)
    {
        const string Shop = "using Takumi.Observability; [Meter(\"Shop\")] static partial class Shop {\n/// <summary>Orders.</summary>\n[Counter(\"NAME\")] public static partial void Orders(); }";
        var properties = new BuildProperties(("RunAnalyzers", runAnalyzers), ("RunAnalyzersDuringBuild", duringBuild));

        Errors("shop.orders").ShouldBeEmpty();
        Errors("Orders").ShouldBe(stops
            ? ["#error: 'Shop declares a metric that cannot be implemented, and the analyzer that says why is off: build with RunAnalyzers and RunAnalyzersDuringBuild on'"]
            : []);

        IEnumerable<string> Errors(string name)
        {
            MetricsCompilation.Driver(properties).RunGeneratorsAndUpdateCompilation(new MetricsCompilation(Shop.Replace("NAME", name)).Source, out var complete, out _, TestContext.Current.CancellationToken);
            return complete.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.GetMessage(CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Every_id_is_in_the_table_of_the_readme()
    {
        var readme = File.ReadAllText(RepositoryRoot.Combine("src", "Takumi.Observability.Abstractions", "README.md"));

        foreach (var rule in new MetricsAnalyzer().SupportedDiagnostics)
            readme.ShouldContain($"| {rule.Id} | {rule.Title.ToString(CultureInfo.InvariantCulture)} |");
    }

    // '#' ends a line: a documentation comment needs one, and a theory's data reads better without.
    private static async Task ShouldBeRefused(string id, string place, string message, string source)
    {
        var error = (await new MetricsCompilation(source.Replace('#', '\n')).DiagnosticsAsync()).ShouldHaveSingleItem();

        (error.Id, error.GetMessage(CultureInfo.InvariantCulture)).ShouldBe((id, message));
        error.Location.SourceTree!.ToString().Substring(error.Location.SourceSpan.Start, error.Location.SourceSpan.Length).ShouldBe(place);
    }
}
