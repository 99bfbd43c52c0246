using CsCheck;
using PosEngine.Support;

namespace PosEngine.Receipts;

public sealed class ReceiptServiceTests
{
    [Fact]
    public async Task Pages_have_neither_gaps_nor_repeats_whatever_their_size()
    {
        await using var till = await TillHost.ReadyAsync();
        var numbers = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            numbers.Insert(0, (await till.SellAsync(coffees: 1)).Number);
            if (i % 5 == 0)
                (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        }

        await Gen.Int[1, 30].SampleAsync(async size =>
        {
            var found = new List<string>();
            for (long? before = null; ;)
            {
                var page = (await till.Pos.Receipts.ListAsync(new() { Limit = size, Before = before })).Value;
                found.AddRange(page.Select(receipt => receipt.Number));
                if (page.Count < size)
                    break;
                before = page[^1].Sequence;
            }

            Assert.Equal(numbers, found);
        }, iter: 30, threads: 1);
    }

    [Fact]
    public async Task A_page_is_not_disturbed_by_what_is_sold_meanwhile()
    {
        await using var till = await TillHost.ReadyAsync();
        for (var i = 0; i < 4; i++)
            await till.SellAsync(coffees: 1);
        var first = (await till.Pos.Receipts.ListAsync(new() { Limit = 2 })).Value;
        await till.SellAsync(coffees: 1);

        var second = (await till.Pos.Receipts.ListAsync(new() { Limit = 2, Before = first[^1].Sequence })).Value;

        Assert.Equal(["1-1004", "1-1003", "1-1002", "1-1001"], first.Concat(second).Select(receipt => receipt.Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(501)]
    public async Task A_page_of_none_or_too_many_is_a_mistake(int limit)
    {
        await using var till = await TillHost.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Receipts.ListAsync(new() { Limit = limit }));
    }

    [Fact]
    public async Task A_row_shows_what_the_receipt_says()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 3);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Card(Money.Of(7.50m)))).Value;

        var row = Assert.Single((await till.Pos.Receipts.ListAsync()).Value);

        Assert.Equal(
            new ReceiptSummary
            {
                Id = receipt.Id,
                Sequence = till.Pos.Journal.Head.Value,
                Number = receipt.Number,
                CompletedAt = receipt.CompletedAt,
                Total = receipt.Total,
                ShiftId = receipt.ShiftId,
                EmployeeId = TillHost.Ann,
                CustomerId = TillHost.Carla,
                State = SyncState.Synchronised,
            },
            row);
        Assert.Equal(TimeSpan.FromHours(1), row.CompletedAt.Offset);
    }

    [Fact]
    public async Task Receipts_are_filtered_by_state_and_by_shift_and_paged_all_the_same()
    {
        await using var till = await TillHost.ReadyAsync();
        var odd = till.Pos.Journal.Head.Value + 2;
        till.BackOffice.Quarantine = entry => entry.Sequence == odd ? "odd" : null;
        await till.SellAsync();
        await till.SellAsync();
        var firstShift = (await till.Pos.Shifts.CloseAsync(Money.Of(110))).Value.Id;
        (await till.Pos.Shifts.OpenAsync(Money.Zero)).EnsureDone();
        await till.SellAsync();
        till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();

        Assert.Equal("5 4", await ListAsync(new() { State = SyncState.Unsynchronised }));
        Assert.Equal("3 2", await ListAsync(new() { State = SyncState.Synchronised }));
        Assert.Equal("1", await ListAsync(new() { State = SyncState.NeedsAttention }));
        Assert.Equal("2 1", await ListAsync(new() { ShiftId = firstShift }));
        Assert.Equal("2", await ListAsync(new() { ShiftId = firstShift, State = SyncState.Synchronised }));
        Assert.Equal("", await ListAsync(new() { ShiftId = firstShift, State = SyncState.Unsynchronised }));
        Assert.Equal("5", await ListAsync(new() { State = SyncState.Unsynchronised, Limit = 1 }));
        var fifth = (await till.Pos.Receipts.FindByNumberAsync("1-1005")).Value.Sequence;
        Assert.Equal("4", await ListAsync(new() { State = SyncState.Unsynchronised, Before = fifth }));
        Assert.Equal("3", await ListAsync(new() { State = SyncState.Synchronised, Before = fifth, Limit = 1 }));

        async Task<string> ListAsync(ReceiptQuery query) =>
            string.Join(' ', (await till.Pos.Receipts.ListAsync(query)).Value.Select(receipt => receipt.Number[^1]));
    }

    /// <summary>Closing a shift brings what was sold so far into the index; what is sold afterwards is the tail.</summary>
    [Fact]
    public async Task A_receipt_is_found_by_its_id_and_by_its_number_in_the_index_and_in_the_tail()
    {
        await using var till = await TillHost.ReadyAsync();
        var sold = new List<Receipt>();
        for (var i = 0; i < 5; i++)
            sold.Add(await till.SellAsync(coffees: i + 1));
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        for (var i = 0; i < 5; i++)
        {
            sold.Add(await till.SellAsync(coffees: i + 1));
            (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        }

        foreach (var receipt in sold)
        {
            Assert.Equivalent(receipt, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value, strict: true);
            var found = (await till.Pos.Receipts.FindByNumberAsync(receipt.Number)).Value;
            Assert.Equal((receipt.Id, receipt.Number, receipt.Total), (found.Id, found.Number, found.Total));
        }

        Assert.Equal("1-1010", (await till.Pos.Receipts.FindByNumberAsync(" 1-1010\n")).Value.Number);
    }

    [Theory]
    [InlineData("1-1000")]
    [InlineData("1-1003")]
    [InlineData("1-0")]
    [InlineData("1-99999999999999999999")]
    [InlineData("2-1001")]
    [InlineData("01-1001")]
    [InlineData("1001")]
    [InlineData("1--1001")]
    [InlineData("1-K7QM-1001")]
    [InlineData("1-1001-1")]
    [InlineData("1-")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("receipt")]
    [InlineData("1-1001'; DROP TABLE receipt; --")]
    public async Task Another_number_finds_nothing(string number)
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.SellAsync();

        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.FindByNumberAsync(number)).Refusal?.Code);
    }

    [Fact]
    public async Task An_unknown_receipt_is_not_found()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.GetAsync(default)).Refusal?.Code);
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.GetAsync(new(receipt.TicketId.Value))).Refusal?.Code);
    }

    [Fact]
    public async Task What_is_unsynchronised_is_counted_with_every_change_and_after_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var told = new List<UnsynchronisedReceipts>();
        using var subscription = till.Pos.Receipts.Unsynchronised.Subscribe(told.Add);

        await till.SellAsync(coffees: 1);
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        await till.SellAsync(coffees: 2);

        Assert.Equal([default, new(1, Money.Of(2.50m)), new(2, Money.Of(7.50m))], told);
        await till.RestartAsync();
        Assert.Equal(new(2, Money.Of(7.50m)), till.Pos.Receipts.Unsynchronised.Value);
        till.GoOnline();
        Assert.Equal(default, till.Pos.Receipts.Unsynchronised.Value);
    }

    [Fact]
    public async Task Every_new_receipt_is_told()
    {
        await using var till = await TillHost.ReadyAsync();
        var told = new List<string?>();
        using var subscription = till.Pos.Receipts.Latest.Subscribe(receipt => told.Add(receipt?.Number));

        await till.SellAsync();
        await till.SellAsync();

        Assert.Equal([null, "1-1001", "1-1002"], told);
        (await till.Pos.Session.LockAsync()).EnsureDone();
        Assert.Null(till.Pos.Receipts.Latest.Value); // Nobody is shown it who comes by.
        await till.SignInAsync();
        await till.SellAsync();
        Assert.Equal([null, "1-1003"], told[3..]);
        await till.RestartAsync();
        Assert.Null(till.Pos.Receipts.Latest.Value);
    }

    [Fact]
    public async Task A_reprint_is_a_copy_and_on_record()
    {
        var printer = new Hardware.TestDevice("Printer");
        await using var till = await new TillHost { Devices = new() { Printers = [printer] } }.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var receipt = await till.SellAsync();

        Assert.Equal(receipt.Number, (await till.Pos.Receipts.ReprintAsync(receipt.Id)).Value.Number);
        (await till.Pos.Receipts.ReprintAsync(receipt.Id, ReceiptForm.Gift)).EnsureDone();
        (await till.Pos.Receipts.ReprintAsync(receipt.Id, ReceiptForm.ExpenseForm)).EnsureDone();
        await till.Pos.Hardware.FlushAsync();

        var papers = printer.Done.ToList();
        Assert.DoesNotContain("Copy", papers[0]);
        Assert.Contains("Copy 1", papers[1]);
        Assert.Contains("Gift receipt", papers[2]);
        Assert.DoesNotContain("€", papers[2]);
        Assert.Contains("Copy 2", papers[3]);
        Assert.Contains("Occasion", papers[3]);
        Assert.All(papers, paper => Assert.Contains("Served by", paper));
        Assert.Equal(["1", "2 True"], (await till.EntriesAsync("receipt-reprinted")).Select(copy => copy.GetProperty("data")).Select(data => $"{data.GetProperty("copy")} {(data.TryGetProperty("expense_form", out var form) ? form : "")}".Trim()));
        Assert.Equal(receipt.Id.Value, Assert.Single(await till.EntriesAsync("gift-receipt-printed")).GetProperty("data").GetProperty("receipt").GetGuid());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Receipts.ReprintAsync(receipt.Id, ReceiptForm.Original));
        var entry = (await till.EntriesAsync())[^1];
        Assert.Equal(("receipt-reprinted", receipt.Id.Value), (entry.GetProperty("kind").GetString(), entry.GetProperty("data").GetProperty("receipt").GetGuid()));
    }

    [Fact]
    public async Task What_cannot_be_printed_again_is_not_on_record_either()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.PrinterMissing, async () => (await till.Pos.Receipts.ReprintAsync(receipt.Id)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ReceiptUnknown, async () => (await till.Pos.Receipts.ReprintAsync(default)).Refusal);
        (await till.Pos.Session.LockAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Receipts.ReprintAsync(receipt.Id)).Refusal);
    }
}
