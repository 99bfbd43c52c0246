using System.Collections.Immutable;
using PosEngine.Sync;

namespace PosEngine.Conformance;

/// <summary>What docs/protocol.md says of the online calls, through the transport that the engine uses.</summary>
public abstract partial class BackOfficeServicesConformance : Conformance
{
    private static int _numbers = 100_000;

    private IBackOffice Transport => Tested.Transport;

    private IBackOfficeServices Subject => Given(Transport as IBackOfficeServices);

    [Fact]
    public async Task Stock_that_nobody_has_counted_is_missing()
    {
        var (counted, other) = (new ItemId(TestReceipts.NewId()), new ItemId(TestReceipts.NewId()));
        await SetStockAsync(counted, 5_000);

        Assert.Equal([new StockLevel(counted, Quantity.FromUnits(5_000))], await Subject.GetStockAsync([other, counted, other], default));
    }

    [Fact]
    public async Task Stock_follows_what_is_sold_and_what_comes_back_and_may_go_below_zero()
    {
        var item = new ItemId(TestReceipts.NewId());
        var journal = await DeviceAsync();
        journal.Sell("1", ("Tea", 1_000, item));
        await PushAsync(journal);
        await SetStockAsync(item, 2_000);

        var (receipt, lines) = journal.Sell("2", ("Tea", 2_000, item), ("Cake", 1_000, null), ("Tea", 1_500, item));
        await PushAsync(journal);
        Assert.Equal(-1_500, await LevelOfAsync(item));

        journal.Refund(new(TestReceipts.NewId()), receipt, lines[0], 500, item);
        journal.Refund(new(TestReceipts.NewId()), receipt, lines[0], 500, item, restock: false);
        Assert.Empty((await PushAsync(journal)).Quarantined);
        await PushAsync(journal);
        Assert.Equal(-1_000, await LevelOfAsync(item));

        await SetStockAsync(item, 7_000);
        Assert.Equal(7_000, await LevelOfAsync(item));
    }

    [Fact]
    public async Task Five_hundred_items_are_asked_about_at_once_and_no_more()
    {
        var items = Enumerable.Range(0, 501).Select(_ => new ItemId(TestReceipts.NewId())).ToImmutableArray();

        Assert.Empty(await Subject.GetStockAsync(items[..500], default));
        await Assert.ThrowsAsync<ArgumentException>(() => Subject.GetStockAsync(items, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Subject.GetStockAsync([], default));
    }

    [Fact]
    public async Task A_receipt_is_found_by_its_id_as_its_device_froze_it()
    {
        var journal = (await DeviceAsync()).Write(1);
        var (id, _) = journal.Sell("1-1001", ("Crème brûlée 🍰", 1_000, null));
        await PushAsync(journal);

        var found = Assert.Single(await Subject.FindReceiptsAsync(new() { Id = id }, default));

        Assert.Equal((journal.Device, 2), (found.Device, found.Sequence));
        Assert.True(found.Body.Span.SequenceEqual(journal.Last.Body.Span));
    }

    [Fact]
    public async Task A_number_may_be_found_twice_the_newest_first_by_arrival()
    {
        var number = $"{TestReceipts.NewId()}";
        var (one, other) = (await DeviceAsync(), await DeviceAsync());
        one.Sell(number, ("Tea", 1_000, null));
        other.Sell(number, ("Cake", 1_000, null));
        await PushAsync(other);
        await PushAsync(one);

        var found = await Subject.FindReceiptsAsync(new() { Number = number }, default);
        Assert.Equal([one.Device, other.Device], found.Select(receipt => receipt.Device));
        Assert.Equal(other.Device, Assert.Single(await Subject.FindReceiptsAsync(new() { Number = number, Text = "cake" }, default)).Device);
        Assert.Equal(one.Device, Assert.Single(await Subject.FindReceiptsAsync(new() { Number = number, Limit = 1 }, default)).Device);
        Assert.Empty(await Subject.FindReceiptsAsync(new() { Number = number, Id = new(TestReceipts.NewId()) }, default));
    }

    [Theory]
    [InlineData("crème", true)]
    [InlineData("CRÈME BRÛ", true)]
    [InlineData("100%", true)]
    [InlineData("_", true)]
    [InlineData("\\", true)]
    [InlineData("tea", true)]
    [InlineData("Crème_", false)]
    [InlineData("%tea", false)]
    [InlineData("'; DROP TABLE receipt; --", false)]
    [InlineData("<script>alert(1)</script>", false)]
    public async Task A_text_is_contained_in_the_name_of_a_line_letter_by_letter_and_without_regard_to_case(string text, bool isFound)
    {
        var journal = await DeviceAsync();
        var (id, _) = journal.Sell("1", ("Tea", 1_000, null), ("Crème brûlée, 100% \\ _", 1_000, null));
        await PushAsync(journal);

        Assert.Equal(isFound, (await Subject.FindReceiptsAsync(new() { Text = text, Id = id }, default)).Length == 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task From_one_to_a_hundred_receipts_are_asked_for(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Subject.FindReceiptsAsync(new() { Limit = limit }, default));

    [Theory]
    [InlineData("ANN O'", true)]
    [InlineData("example.com", true)]
    [InlineData("555", true)]
    [InlineData("", true)]
    [InlineData("%", false)]
    [InlineData("annO", false)]
    [InlineData("tax_free", false)]
    public async Task A_customer_is_found_by_name_address_or_number_and_by_nothing_else(string text, bool isFound)
    {
        var id = $"{TestReceipts.NewId()}";
        await SetReferenceAsync("customer", id, $$"""{"id":"{{id}}","name":"Ann O'Neill","email":"ann@example.com","phone":"+44 555","tax_free":false}""");

        Assert.Equal(isFound, (await Subject.FindCustomersAsync(text, 1_000, default)).Any(change => (change.Kind, change.Id) == ("customer", id)));
    }

    [Fact]
    public async Task Customers_come_the_most_recently_changed_first_and_not_those_that_were_removed()
    {
        var marker = $"{TestReceipts.NewId()}";
        var ids = Enumerable.Range(0, 4).Select(_ => $"{TestReceipts.NewId()}").ToArray();
        foreach (var id in ids)
            await SetReferenceAsync("customer", id, $$"""{"id":"{{id}}","name":"{{marker}}"}""");
        await SetReferenceAsync("customer", ids[0], $$"""{"id":"{{ids[0]}}","name":"{{marker}}","phone":"1"}""");
        await SetReferenceAsync("customer", ids[3], null);

        Assert.Equal([ids[0], ids[2]], (await Subject.FindCustomersAsync(marker, 2, default)).Select(change => change.Id));
        Assert.Equal([ids[0], ids[2], ids[1]], (await Subject.FindCustomersAsync(marker, 50, default)).Select(change => change.Id));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Subject.FindCustomersAsync(marker, 0, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Subject.FindCustomersAsync(marker, 1_001, default));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Subject.FindCustomersAsync("", 1, cancelled.Token));
    }

    private Task SetStockAsync(ItemId item, long quantity) => Given(Tested.SetStockAsync)(item, Quantity.FromUnits(quantity));

    /// <summary>A device that has said hello.</summary>
    private async Task<TestJournal> DeviceAsync()
    {
        var journal = new TestJournal(Interlocked.Increment(ref _numbers));
        await Transport.ConnectAsync(journal.Hello, default);
        return journal;
    }

    private Task<PushReply> PushAsync(TestJournal journal) => Transport.PushAsync(journal.Whole(), default);

    private async Task<long> LevelOfAsync(ItemId item) => Assert.Single(await Subject.GetStockAsync([item], default)).Quantity.Units;
}
