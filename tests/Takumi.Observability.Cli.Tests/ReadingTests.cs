using System.CommandLine;
using System.Text;

namespace Takumi.Observability.Cli.Tests;

public sealed class ReadingTests : IDisposable
{
    private readonly TakumiSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Show_prints_a_record_a_line()
    {
        var lines = (await TakumiSession.RunAsync("show", _session.Journal.Root)).Output.Split('\n')[..^1];

        lines.Length.ShouldBe(40);
        lines[1].ShouldBe("       1  2026-11-22T07:00:01.000Z  start  host=h  pid=7  version=0.1.0  previous=none");
        lines[17].ShouldBe("      17  2026-11-22T05:00:17.000Z  reward_claimed  resource=quiz\\u001f  action=claim_réward  result=success  amount=17.50  metadata={\"a\":\"x\",\"b\":17,\"c\":true}  service=backend  environment=test");
    }

    [Fact]
    public async Task Show_filters_by_event_and_time_whatever_the_clock_did()
    {
        (await TakumiSession.RunAsync("show", _session.Journal.Root, "--event", "nothing_like_it")).Output.ShouldBe("");
        (await TakumiSession.RunAsync("show", _session.Journal.Root, "--event", "reward_claimed")).Output.Split('\n').Length.ShouldBe(39);

        var late = await TakumiSession.RunAsync("show", _session.Journal.Root, "--since", "2026-11-22T08:00:20Z", "--json");
        late.Output.ShouldBe(_session.Journal.Lines[21] + "\n" + _session.Journal.Lines[28] + "\n" + _session.Journal.Lines[35] + "\n");
        (await TakumiSession.RunAsync("show", _session.Journal.Root, "--since", "2026-11-22T08:00:20Z", "--until", "2026-11-22T08:00:30Z", "--json")).Output
            .ShouldBe(_session.Journal.Lines[21] + "\n" + _session.Journal.Lines[28] + "\n");
        (await TakumiSession.RunAsync("show", _session.Journal.Root, "--since", "yesterday")).Error.ShouldBe("'yesterday' is no time; write 2026-11-22 or 2026-11-22T08:00:00Z.\n");
    }

    [Fact]
    public async Task No_control_character_of_a_record_reaches_the_terminal()
    {
        _session.Journal.EditLines(30, lines => lines[9] = lines[9].Replace("claim_r", "\u009b31m\u007f"));

        var shown = await TakumiSession.RunAsync("tail", _session.Journal.Root, "-n", "1");

        shown.Output.ShouldContain("action=\\u009b31m\\u007féward");
        shown.Output.TrimEnd('\n').ShouldAllBe(c => !char.IsControl(c));
    }

    [Fact]
    public async Task Tail_prints_the_newest_across_segments()
    {
        (await TakumiSession.RunAsync("tail", _session.Journal.Root, "-n", "12", "--json")).Output
            .ShouldBe(string.Concat(_session.Journal.Lines.Skip(28).Select(l => l + "\n")));
    }

    [Fact]
    public async Task Tail_follows_whole_lines_into_the_next_segment()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new AwaitableWriter();
        var tail = TakumiCommand.RunAsync(["audit", "tail", _session.Journal.Root, "-n", "1", "-f", "--json"], new InvocationConfiguration { Output = output, Error = TextWriter.Null }, stop.Token);
        await output.Until(_session.Journal.Lines[39]);

        var next = _session.Journal.Line(40, "");
        _session.Journal.Append(next[..50]);
        _session.Journal.Append(next[50..] + "\n");
        await output.Until(next);
        _session.Journal.WriteSegment(41, [_session.Journal.Line(41, "")]);
        await output.Until(_session.Journal.Line(41, ""));

        await stop.CancelAsync();
        (await tail).ShouldBe(0);
        output.ToString().ShouldBe($"{_session.Journal.Lines[39]}\n{next}\n{_session.Journal.Line(41, "")}\n");
    }

    [Fact]
    public async Task There_must_be_a_journal_to_read()
    {
        (await TakumiSession.RunAsync("show", _session.PathOf("nowhere"))).ExitCode.ShouldBe(2);
        (await TakumiSession.RunAsync("tail", _session.PathOf("nowhere"))).ExitCode.ShouldBe(2);
    }

    /// <summary>A writer that lets a test wait for a line instead of for a time.</summary>
    private sealed class AwaitableWriter : StringWriter
    {
        private readonly Lock _lock = new();
        private readonly List<(string Line, TaskCompletionSource Seen)> _awaited = [];
        private readonly HashSet<string> _lines = [];

        public Task Until(string line)
        {
            lock (_lock)
            {
                if (_lines.Contains(line))
                    return Task.CompletedTask;
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited.Add((line, seen));
                return seen.Task.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        public override void WriteLine(string? value)
        {
            lock (_lock)
            {
                base.WriteLine(value);
                _lines.Add(value ?? "");
                foreach (var (_, seen) in _awaited.Where(a => a.Line == value))
                    seen.TrySetResult();
            }
        }

        public override Encoding Encoding => Encoding.UTF8;
    }
}
