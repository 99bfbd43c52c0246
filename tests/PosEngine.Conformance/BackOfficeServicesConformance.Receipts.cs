using System.Text.Json.Nodes;
using PosEngine.Receipts;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// Receipts that are looked for by what stands in them, and page by page.
public abstract partial class BackOfficeServicesConformance
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public async Task Receipts_are_found_by_customer_time_total_and_way_of_payment_and_by_all_of_them()
    {
        var (ann, eve) = (new CustomerId(TestReceipts.NewId()), new CustomerId(TestReceipts.NewId()));
        var (cash, card) = (new PaymentTypeId(TestReceipts.NewId()), new PaymentTypeId(TestReceipts.NewId()));
        var journal = await DeviceAsync();
        var first = journal.SellAt(Nine, ann, 500_000, cash);
        var second = journal.SellAt(Nine.AddHours(1), ann, 250_000, card);
        var third = journal.SellAt(Nine.AddHours(2), eve, 500_000, card);
        Assert.Empty((await PushAsync(journal)).Quarantined);
        await RequireCursorsAsync(first);

        await FindsAsync(new() { CustomerId = ann }, second, first);
        await FindsAsync(new() { CustomerId = eve }, third);
        await FindsAsync(new() { PaymentTypeId = card }, third, second);
        await FindsAsync(new() { CustomerId = ann, PaymentTypeId = card }, second);
        await FindsAsync(new() { CustomerId = ann, From = Nine, Until = Nine.AddHours(1) }, first);
        await FindsAsync(new() { CustomerId = ann, From = Nine.AddMilliseconds(1).ToUniversalTime() }, second);
        await FindsAsync(new() { CustomerId = ann, Until = Nine.AddHours(1).AddTicks(1) }, second, first);
        await FindsAsync(new() { CustomerId = ann, TotalMin = Money.FromUnits(250_001) }, first);
        await FindsAsync(new() { CustomerId = ann, TotalMax = Money.FromUnits(250_000) }, second);
        await FindsAsync(new() { CustomerId = ann, TotalMin = Money.FromUnits(250_000), TotalMax = Money.FromUnits(500_000) }, second, first);
        await FindsAsync(new() { CustomerId = new CustomerId(TestReceipts.NewId()) });
        await FindsAsync(new() { CustomerId = ann, Text = "tea", Id = second });
        await FindsAsync(new() { CustomerId = ann, Text = "sold", Id = second }, second);
    }

    [Fact]
    public async Task Pages_hold_each_receipt_once_whatever_arrives_meanwhile()
    {
        var ann = new CustomerId(TestReceipts.NewId());
        var cash = new PaymentTypeId(TestReceipts.NewId());
        var (one, other) = (await DeviceAsync(), await DeviceAsync());
        var sold = new List<ReceiptId>();
        foreach (var i in Enumerable.Range(0, 5))
        {
            // By the clock the other way round: pages go by arrival.
            sold.Insert(0, (i % 2 == 0 ? one : other).SellAt(Nine.AddHours(-i), ann, 100_000, cash));
            await PushAsync(i % 2 == 0 ? one : other);
        }

        await RequireCursorsAsync(sold[0]);
        var (found, before) = (new List<ReceiptId>(), (string?)null);
        while (await Subject.FindReceiptsAsync(new() { CustomerId = ann, Limit = 2, Before = before }, default) is { Length: > 0 } page)
        {
            found.AddRange(page.Select(IdOf));
            before = page[^1].Cursor;
            Assert.True(before is { Length: > 0 and <= 100 }, "A receipt has no cursor: there is no way to the next page.");
            Assert.True(found.Count <= 5, "The pages do not end.");
            one.SellAt(Nine, ann, 100_000, cash);
            await PushAsync(one);
        }

        Assert.Equal(sold, found);
        var newest = await Subject.FindReceiptsAsync(new() { CustomerId = ann, Limit = 100 }, default);
        Assert.Equal(newest.Length, newest.Select(static receipt => receipt.Cursor).Distinct().Count());
        Assert.Equal(newest.Skip(3).Select(IdOf), (await Subject.FindReceiptsAsync(new() { CustomerId = ann, Before = newest[2].Cursor }, default)).Select(IdOf));
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_rejected()
    {
        var journal = await DeviceAsync();
        var (sold, _) = journal.SellFor(1_000, 100_000);
        await PushAsync(journal);
        await RequireCursorsAsync(sold);

        var refused = await Assert.ThrowsAsync<BackOfficeException>(() => Subject.FindReceiptsAsync(new() { Before = "not a cursor of anybody" }, default));

        Assert.Equal(BackOfficeError.Rejected, refused.Error);
        await Assert.ThrowsAsync<ArgumentException>(() => Subject.FindReceiptsAsync(new() { Before = "" }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Subject.FindReceiptsAsync(new() { Before = new string('1', 101) }, default));
    }

    [Fact]
    public async Task A_receipt_says_what_went_back_of_it_on_whatever_device_and_whether_somebody_is_refunding_it()
    {
        var (one, other) = (await DeviceAsync(), await DeviceAsync());
        var (receipt, line) = one.SellFor(2_000, 500_000);
        await PushAsync(one);
        Assert.SkipWhen((await ToldAsync(receipt)).Refunded is null, "This back office does not say with a receipt what went back of it.");
        await TellsAsync(receipt, goesOn: false);

        var refund = new ReceiptId(TestReceipts.NewId());
        await Subject.ReserveRefundAsync(new(other.Device, refund, receipt, [new(line, Quantity.One)]), default);
        await TellsAsync(receipt, goesOn: true);

        other.PayBack(refund, receipt, line, 1_000, 250_000);
        await PushAsync(other);
        await TellsAsync(receipt, goesOn: false, new RefundedLine(line, Quantity.One));

        one.PayBack(new(TestReceipts.NewId()), receipt, line, 0, 100_000, amount: 100_000);
        await PushAsync(one);
        await TellsAsync(receipt, goesOn: false, new RefundedLine(line, Quantity.One) { Amount = Money.FromUnits(100_000) });
    }

    private async Task<FoundReceipt> ToldAsync(ReceiptId receipt) => Assert.Single(await Subject.FindReceiptsAsync(new() { Id = receipt }, default));

    private async Task TellsAsync(ReceiptId receipt, bool goesOn, params RefundedLine[] refunded)
    {
        var told = await ToldAsync(receipt);
        Assert.Equal(refunded, told.Refunded);
        Assert.Equal(goesOn, told.IsBeingRefunded);
    }

    /// <summary>A back office may do without: it knows less of a lookup then.</summary>
    private async Task RequireCursorsAsync(ReceiptId receipt) =>
        Assert.SkipWhen((await ToldAsync(receipt)).Cursor is null, "This back office knows no more of a lookup than id, number, text and limit: its receipts have no cursor.");

    private async Task FindsAsync(ReceiptLookup lookup, params ReceiptId[] expected) =>
        Assert.Equal(expected, (await Subject.FindReceiptsAsync(lookup, default)).Select(IdOf));

    private static ReceiptId IdOf(FoundReceipt found) => new((Guid)JsonNode.Parse(found.Body.Span)!["data"]!["id"]!);
}
