namespace ResidentInsurance.Testing;

/// <summary>A clock that stands still until the test moves it; its timers fire while it moves.</summary>
public sealed class FixedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = start;

    /// <summary>Noon of a business day, Asia/Shanghai.</summary>
    public static FixedClock At(int year, int month, int day) =>
        new(new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.FromHours(8)));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now.ToUniversalTime();
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock forward, firing each timer at its moment, in order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (NextUntil(end) is { } alarm)
        {
            alarm.Fire();
        }

        lock (gate)
        {
            now = end;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        _ = alarm.Change(dueTime, period);
        lock (gate)
        {
            alarms.Add(alarm);
        }

        return alarm;
    }

    private Alarm? NextUntil(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = alarms.Where(a => a.Due <= end).MinBy(a => a.Due);
            if (next is { Due: { } due })
            {
                now = due > now ? due : now;
                next.Schedule(due);
            }

            return next;
        }
    }

    private void Forget(Alarm alarm)
    {
        lock (gate)
        {
            _ = alarms.Remove(alarm);
        }
    }

    private sealed class Alarm(FixedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        internal DateTimeOffset? Due { get; private set; }

        internal void Fire() => callback(state);

        internal void Schedule(DateTimeOffset fired) =>
            Due = period > TimeSpan.Zero ? fired + period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                return true;
            }
        }

        public void Dispose() => clock.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
