using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Commands;

/// <summary>
/// Gives every command a session of its parent's, and makes spans and measurements of those that have completed: when the parent ends, and otherwise twice a second.
/// What it holds is bounded by the commands that are on their way, never by how many there were or how long their parents live. Thread safe; never throws into a command.
/// </summary>
internal sealed class CommandCollector : IDisposable
{
    /// <summary>Half of the second that is promised: a tick may come late.</summary>
    public static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A session is handed out no longer than this, so that a command without an end can be told from those that come and go around it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>A command that has not completed this long after any other of its session never will: the client refused it after it was profiled. Its timeouts are seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public const int DefaultCapacity = 65_536;

    // Under load a drain comes after so many commands, not only after so much time.
    private const int DrainEvery = 4096;

    // Two keys that are no spans: nobody's commands, and those of spans that are not recorded.
    private static readonly Activity s_nobody = new("nobody"), s_notRecorded = new("not recorded");

    private readonly ConcurrentDictionary<Activity, CommandSession> _sessions = [];
    private readonly List<CommandSession> _expired = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly SessionDrain _drain;
    private readonly int _capacity;
    private readonly string _isFull;
    private readonly ITimer _timer;
    private long _entered, _left, _enteredAtDrain;
    private int _drainIsQueued;

    public CommandCollector(TimeProvider time, LossReport losses)
        : this(time, losses, CompletedCommands.Take, DefaultCapacity)
    {
    }

    /// <param name="time">Clock and timer.</param>
    /// <param name="losses">Told of what could not be kept.</param>
    /// <param name="take">Takes the completed commands out of a session.</param>
    /// <param name="capacity">How many commands may be on their way.</param>
    internal CommandCollector(TimeProvider time, LossReport losses, Func<ProfilingSession, IEnumerable<IProfiledCommand>> take, int capacity)
    {
        _time = time;
        _drain = new SessionDrain(time, losses, take);
        _capacity = capacity;
        _isFull = $"More than {capacity} Redis commands were on their way.";

        // Whoever happens to be the first to ask must not lend the timer its context: it would live as long as the host, and could be a mute one.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static collector => ((CommandCollector)collector!).Drain(), this, DrainInterval, DrainInterval);
    }

    /// <summary>Commands that are on their way, or wait to be drained.</summary>
    internal long Pending => Interlocked.Read(ref _entered) - Interlocked.Read(ref _left);

    /// <summary>Sessions that are kept.</summary>
    internal int Sessions
    {
        get
        {
            lock (_gate)
                return _sessions.Count + _expired.Count;
        }
    }

    /// <summary>The profiler: called by the client for every command, on the caller's thread. Null where nobody would see the command.</summary>
    public ProfilingSession? Session()
    {
        if (TakumiTelemetry.IsMuted)
            return null;
        var key = Activity.Current is not { } parent ? s_nobody : parent.Recorded ? parent : s_notRecorded;
        if (key == s_notRecorded || !CommandRecorder.IsTracing)
            key = RedisMetrics.Enabled ? s_notRecorded : null;
        if (key is null)
            return null;
        if (Pending >= _capacity)
        {
            _drain.Lost(key != s_notRecorded, 1, _isFull);
            return null;
        }

        return Enter(key);
    }

    /// <summary>Called when any span ends.</summary>
    public void ParentEnded(Activity parent)
    {
        if (!_sessions.TryGetValue(parent, out var session))
            return;
        Drain(session);
        if (session.TryClose())
            _sessions.TryRemove(KeyValuePair.Create(parent, session));
    }

    /// <summary>Makes telemetry of everything that has completed.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            Volatile.Write(ref _enteredAtDrain, Interlocked.Read(ref _entered));
            foreach (var (parent, session) in _sessions)
            {
                Drain(session);
                if (session.TryClose())
                    _sessions.TryRemove(KeyValuePair.Create(parent, session));
                else if (_time.GetElapsedTime(session.Opened) >= Lease && _sessions.TryRemove(KeyValuePair.Create(parent, session)))
                    _expired.Add(session);
            }

            _expired.RemoveAll(IsDone);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Drain();
    }

    private ProfilingSession Enter(Activity key)
    {
        while (true)
        {
            var session = _sessions.GetOrAdd(key, Open, _time);
            if (session.TryEnter())
            {
                if (Interlocked.Increment(ref _entered) - Volatile.Read(ref _enteredAtDrain) >= DrainEvery)
                    QueueDrain();
                return session.Profiling;
            }

            _sessions.TryRemove(KeyValuePair.Create(key, session));
        }
    }

    private static CommandSession Open(Activity key, TimeProvider time)
    {
        var now = time.GetTimestamp();
        return new CommandSession(key == s_nobody || key == s_notRecorded ? null : key, isTraced: key != s_notRecorded) { Opened = now, LastLeft = now };
    }

    private void QueueDrain()
    {
        if (Interlocked.Exchange(ref _drainIsQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static collector => collector.QueuedDrain(), this, preferLocal: false);
    }

    private void QueuedDrain()
    {
        Volatile.Write(ref _drainIsQueued, 0);
        Drain();
    }

    private void Drain(CommandSession session) => Interlocked.Add(ref _left, _drain.Drain(session));

    private bool IsDone(CommandSession session)
    {
        Drain(session);
        if (session.TryClose())
            return true;
        if (_time.GetElapsedTime(session.LastLeft) < Patience)
            return false;
        var abandoned = session.Abandon();
        Interlocked.Add(ref _left, abandoned);
        _drain.Lost(session.IsTraced, abandoned, $"Redis commands had no end {Patience.TotalSeconds:0} s later.");
        return true;
    }
}
