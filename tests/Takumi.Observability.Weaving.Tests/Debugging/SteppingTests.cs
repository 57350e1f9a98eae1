namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>A debugger, attached to a program as an IDE attaches, shows the same lines with the weaver and without.</summary>
public sealed class SteppingTests(SteppedPrograms programs) : IClassFixture<SteppedPrograms>
{
    public static TheoryData<string> Methods => ["Sum", "Caught", "Thrown", "Suspended", "Completed", "Failed", "Numbers"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Stepping_over_the_lines_of_a_traced_method_shows_them_as_if_it_were_not_woven(string method)
    {
        var woven = await StepOverAsync(programs.Woven, method);

        woven.ShouldBe(await StepOverAsync(programs.Plain, method));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Stepping_into_a_traced_method_shows_its_lines_as_if_it_were_not_woven(string method)
    {
        var woven = await StepIntoAsync(programs.Woven, method);

        woven.ShouldBe(await StepIntoAsync(programs.Plain, method));
    }

    [Fact]
    public async Task A_step_over_an_await_ends_on_the_next_line() =>
        (await StepOverAsync(programs.Woven, "Suspended")).ShouldBe(
        [
            "Suspended: {",
            "Suspended: var next = number + 1;",
            "Suspended: await Task.Yield();",
            "Suspended: next = Twice(next);",
            "Suspended: await Task.Yield();",
            "Suspended: return next;",
            "Suspended: }",
        ]);

    [Fact]
    public async Task A_step_over_a_throw_ends_in_the_callers_catch() =>
        (await StepOverAsync(programs.Woven, "Thrown")).ShouldBe(
        [
            "Thrown: {",
            "Thrown: Twice(1);",
            "Thrown: throw new InvalidOperationException();",
            "CallThrown: catch (InvalidOperationException)",
            "CallThrown: {",
            "CallThrown: }",
            "CallThrown: }",
        ]);

    [Fact]
    public async Task A_step_into_a_call_ends_on_the_first_line_of_the_traced_method() =>
        (await StepIntoAsync(programs.Woven, "Sum")).ShouldBe(
        [
            "CallSum: {",
            "CallSum: Traced.Sum(1, 2);",
            "Sum: {",
            "Sum: var sum = left + right;",
            "Sum: if (sum > 2)",
            "Sum: {",
            "Sum: return Twice(sum);",
            "Twice: public static int Twice(int number) => 2 * number;",
            "Sum: return Twice(sum);",
            "Sum: }",
            "CallSum: Traced.Sum(1, 2);",
            "CallSum: }",
        ]);

    private static Task<IReadOnlyList<string>> StepOverAsync(SteppedProgram program, string method) =>
        new StepRecorder(program, stepIn: false).RecordAsync("Call" + method, method, TestContext.Current.CancellationToken);

    private static Task<IReadOnlyList<string>> StepIntoAsync(SteppedProgram program, string method) =>
        new StepRecorder(program, stepIn: true).RecordAsync("Call" + method, "Call" + method, TestContext.Current.CancellationToken);
}
