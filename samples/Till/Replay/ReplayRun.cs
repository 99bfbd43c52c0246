using System.Collections.Immutable;
using System.Globalization;
using PosEngine;
using Till.Engines;
using Till.SalesLogs;
using Till.Shop;

namespace Till.Replay;

/// <summary>Rings up a whole log: one shift a day, whatever happens to till and connection.</summary>
/// <remarks>
/// Where it stands is in the device's database and nowhere else: the note of the newest receipt names the last ticket sold, the open shift the day. A replay that
/// was killed at any moment is started again the same way as one that begins.
/// </remarks>
internal sealed class ReplayRun(
    ImmutableArray<LogTicket> log, ReplayPlan plan, TillEngine engine, PriceList prices, ReplayClock clock, PlannedConnection connection, Action<ReplayProgress> report)
{
    private static readonly Money OpeningFloat = Money.Of(100m);

    private readonly Cashier _cashier = new(engine, prices, plan);

    /// <summary>What the policy refused while the connection was cut.</summary>
    public ForbiddenActions Forbidden { get; } = new();

    /// <summary>Sells what is not sold yet, and returns when the back office has everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MeetBackOfficeAsync();
        await Pos.SignInAsync(ShopReference.Staff[0]);
        var sold = await CountSoldAsync();
        clock.Set(log[Math.Max(0, sold - 1)].Time);
        for (var i = sold; i < log.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await OpenDayAsync(log[i]);
            await SellAsync(log[i]);
            report(new(i + 1, log[i].Day, i + 1 == log.Length || log[i + 1].Day.Month != log[i].Day.Month));
        }

        await CloseDayAsync();
        await connection.HealAsync(Pos);
    }

    private IPosEngine Pos => engine.Pos;

    // The staff comes from the back office, so that nobody can sign in on a new till before it was connected once.
    private async Task MeetBackOfficeAsync()
    {
        if ((await Pos.Session.ListEmployeesAsync()).Count > 0)
            return;
        if (!(await Pos.Sync.SyncNowAsync()).TryGet(out _, out var refusal))
            throw new TillException($"The till cannot reach its back office: {refusal.Message} {Pos.Sync.Status.Value.Problem}");
    }

    private async Task<int> CountSoldAsync()
    {
        var newest = (await Pos.Receipts.ListAsync(new() { Limit = 1 })).EnsureDone();
        if (newest.Count == 0)
            return 0;
        var note = (await Pos.Receipts.GetAsync(newest[0].Id)).EnsureDone().Note;
        for (var i = log.Length - 1; i >= 0; i--)
        {
            if (NoteOf(log[i]) == note)
                return i + 1;
        }

        throw new TillException($"The data folder holds another replay (its last receipt is '{note}'). Give the same log and seed, or another folder.");
    }

    private async Task SellAsync(LogTicket ticket)
    {
        clock.Set(ticket.Time);
        await connection.PrepareAsync(Pos, ticket.Number);
        if (plan.IsCut(ticket.Number) && plan.TriesForbidden(ticket.Number))
            await Forbidden.TryAsync(Pos, _cashier.RingUp(ticket, NoteOf(ticket)));
        await _cashier.SellAsync(ticket, NoteOf(ticket));
        await connection.SettleAsync(Pos, ticket.Number);
    }

    private async Task OpenDayAsync(LogTicket first)
    {
        if (DayOfShift() is { } day && day != first.Day)
            await CloseDayAsync();
        if (DayOfShift() is not null)
            return;
        clock.Set(first.Time);
        (await Pos.Shifts.OpenAsync(OpeningFloat)).EnsureDone();
    }

    private async Task CloseDayAsync()
    {
        if (DayOfShift() is not { } day)
            return;
        var counted = Pos.Shifts.Current.Value!.Cash.Expected + Money.Of(plan.CountDifference(day));
        (await Pos.Shifts.CloseAsync(counted)).EnsureDone();
    }

    private DateOnly? DayOfShift() => Pos.Shifts.Current.Value is { } shift
        ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(shift.OpenedAt, clock.LocalTimeZone).DateTime)
        : null;

    private string NoteOf(LogTicket ticket) => string.Create(CultureInfo.InvariantCulture, $"Log ticket {ticket.Number}, seed {plan.Seed}");
}

/// <summary>How far a replay is.</summary>
/// <param name="Sold">Tickets sold, those of earlier runs among them.</param>
/// <param name="Day">The day of the last one.</param>
/// <param name="IsMonthEnd">Whether it is the last one of its month.</param>
internal readonly record struct ReplayProgress(int Sold, DateOnly Day, bool IsMonthEnd);
