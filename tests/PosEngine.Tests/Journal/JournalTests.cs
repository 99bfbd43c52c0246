using System.Text;
using PosEngine.Checkout;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Journal;

/// <summary>The journal of a whole till, looked at with other eyes than the engine's.</summary>
public sealed class JournalTests
{
    [Fact]
    public async Task D3_every_kind_of_entry_is_chained_and_its_columns_are_copies_of_its_body()
    {
        await using var till = await DayAsync();
        await till.Pos.DisposeAsync();

        var audit = JournalAudit.Of(till.DatabasePath);

        // What only damage, a copy, a wrong clock, a device, a till without a back office or one that refunds, overrides, trains, ends, counts blind or has several drawers or a time clock writes has tests of its own.
        var kinds = typeof(EntryKinds).GetFields().Select(static field => (string)field.GetRawConstantValue()!)
            .Except([EntryKinds.StoreRecovered, EntryKinds.EpochBegun, EntryKinds.EntryLost, EntryKinds.ClockAnomaly, EntryKinds.EmployeeEnrolled, EntryKinds.DrawerOpened, EntryKinds.ReceiptReprinted, EntryKinds.GiftReceiptPrinted,
                EntryKinds.RefundIntended, EntryKinds.RefundReleased, EntryKinds.DrawerSelected, EntryKinds.PriceOverridden, EntryKinds.TaxOverridden, EntryKinds.CustomerRegistered, EntryKinds.PinFailed, EntryKinds.OperationApproved, EntryKinds.ClockedIn, EntryKinds.BreakBegun, EntryKinds.BreakEnded, EntryKinds.ClockedOut,
                EntryKinds.CountRefused, EntryKinds.DeviceRemoved, EntryKinds.JournalExported, EntryKinds.TrainingBegun, EntryKinds.TrainingEnded, EntryKinds.TrainingReceipt, EntryKinds.LineVoided, EntryKinds.AgeConfirmed, EntryKinds.PermissionUsed, EntryKinds.ValueIntended, EntryKinds.ValueReleased, EntryKinds.CustomerEdited, EntryKinds.ItemEdited,
                EntryKinds.TicketTakeoverIntended, EntryKinds.TicketTakenOver, EntryKinds.TicketTakeoverReleased, EntryKinds.TicketHandedOver]);
        Assert.Equal(kinds.Order(), audit.Entries.Select(static entry => entry.Kind).Distinct().Order());
    }

    [Fact]
    public async Task D3_the_bytes_of_an_entry_never_change()
    {
        await using var till = await DayAsync();
        var before = Rows(till);

        till.GoOnline();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(1))).EnsureDone();
        till.Time.Advance(TimeSpan.FromMinutes(10));
        await till.RestartAsync();
        Assert.Equal(till.Pos.Journal.Head.Value, till.Pos.Journal.Acknowledged.Value);

        Assert.Equal(before, Rows(till).Take(before.Count));
        Assert.Equal(Rows(till).Select(static row => row.Body), till.BackOffice.EntriesOf(till.Pos.Device.Id).Select(static entry => Encoding.UTF8.GetString(entry.Body.Span)));
    }

    [Fact]
    public async Task The_journal_is_read_in_order_from_anywhere()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Ledger().OnWriterAsync(static transaction =>
        {
            for (var i = 0; i < 1_234; i++)
                transaction.Append(new StoreRecovered("x"), null);
        });
        var head = till.Pos.Journal.Head.Value;

        Assert.Equal(Enumerable.Range(1, (int)head).Select(static sequence => (long)sequence), await SequencesAsync(till, from: 1));
        Assert.Equal([head - 1, head], await SequencesAsync(till, head - 1));
        Assert.Empty(await SequencesAsync(till, head + 1));
    }

    [Fact]
    public async Task The_journal_is_read_by_kind_over_any_distance()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.Ledger().OnWriterAsync(static transaction =>
        {
            for (var i = 0; i < 10_500; i++)
                transaction.Append(new StoreRecovered("x"), null);
        });
        await till.SellAsync();

        var sequences = new List<long>();
        await foreach (var entry in till.Pos.Journal.ReadAsync(kinds: [EntryKinds.Receipt, EntryKinds.ShiftOpened]))
            sequences.Add(entry.Sequence);

        Assert.Equal(3, sequences.Count);
        Assert.Equal(till.Pos.Journal.Head.Value, sequences[^1]);
    }

    [Fact]
    public async Task D3_a_range_is_verified_with_its_progress()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Ledger().OnWriterAsync(static transaction =>
        {
            for (var i = 0; i < 1_200; i++)
                transaction.Append(new StoreRecovered("x"), null);
        });
        Sql.Run(till.DatabasePath, "UPDATE journal SET hash = zeroblob(32) WHERE seq = 900");
        var progress = new Progress();

        Assert.Equal(new JournalVerification(100, null), await till.Pos.Journal.VerifyAsync(800, 899));
        Assert.Equal(new JournalVerification(99, 900), await till.Pos.Journal.VerifyAsync(801));
        Assert.Equal(new JournalVerification(0, 901), await till.Pos.Journal.VerifyAsync(901));
        Assert.Equal(new JournalVerification(100, null), await till.Pos.Journal.VerifyAsync(902, 1_001));
        Assert.Equal(new JournalVerification(0, null), await till.Pos.Journal.VerifyAsync(5_000));
        await till.Pos.Journal.VerifyAsync(1, 899, progress);
        Assert.Equal([new JournalProgress(500, 899), new JournalProgress(899, 899)], progress.Reports);
    }

    private sealed class Progress : IProgress<JournalProgress>
    {
        public List<JournalProgress> Reports { get; } = [];

        public void Report(JournalProgress value) => Reports.Add(value);
    }

    private static async Task<List<long>> SequencesAsync(TillHost till, long from)
    {
        var sequences = new List<long>();
        await foreach (var entry in till.Pos.Journal.ReadAsync(from))
            sequences.Add(entry.Sequence);
        return sequences;
    }

    /// <summary>A day that has everything in it.</summary>
    private static async Task<TillHost> DayAsync()
    {
        var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = options.OfflinePolicy.Allow(Capabilities.Capability.SignOut));
        var receipt = await till.SellAsync();
        till.GoOffline();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "carla@example.com")).EnsureDone();
        (await till.Pos.Receipts.SendToPhoneAsync(receipt.Id, "+353 1 234 5678")).EnsureDone();
        (await till.Pos.Receipts.AddNoteAsync(receipt.Id, "left an umbrella")).EnsureDone();
        (await till.Pos.Shifts.PayInAsync(Money.Of(12.50m), "Wechselgeld für \"Café\" \\ 🍰 \u0001 </script>")).EnsureDone();
        (await till.Pos.Shifts.PayOutAsync(Money.Of(1), "")).EnsureDone();
        (await till.Pos.Shifts.DropAsync(Money.Of(2), "bag 7")).EnsureDone();
        (await till.Pos.Shifts.PayTipsOutAsync(Money.Of(3), "Ann")).EnsureDone();

        var parked = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(parked, "Tisch ½ — ✓")).EnsureDone();
        (await till.Pos.Tickets.DiscardAsync((await till.Pos.Tickets.ResumeAsync(parked.Id)).Value)).EnsureDone();

        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        var payment = (await session.AddAsync(Payment.Card(Money.Of(1)))).Value;
        (await session.RemoveAsync(payment.Id)).EnsureDone();
        (await session.CancelAsync()).EnsureDone();

        (await till.Pos.Shifts.CloseAsync(Money.Of(110))).EnsureDone();
        (await till.Pos.Session.LockAsync()).EnsureDone();
        (await till.Pos.Device.SignOutAsync()).EnsureDone();
        (await till.Pos.Device.SignInAsync()).EnsureDone();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(50))).EnsureDone();
        return till;
    }

    private static List<(long Sequence, string Body, string Hash)> Rows(TillHost till) =>
        [.. Sql.Rows(till.DatabasePath, "SELECT seq, body, hash FROM journal ORDER BY seq")
            .Select(static row => ((long)row[0], Encoding.UTF8.GetString((byte[])row[1]), Convert.ToHexString((byte[])row[2])))];
}
