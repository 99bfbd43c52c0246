using System.Text.Json.Nodes;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// What there is on gift cards and credited to customers.
public abstract partial class BackOfficeServicesConformance
{
    private IStoredValue Keeper => Given(Transport as IStoredValue);

    [Fact]
    public async Task What_is_on_a_card_is_there_with_its_receipt_and_is_taken_before_the_next()
    {
        var (till, card) = (await DeviceAsync(), NewCard());
        var sale = new ReceiptId(TestReceipts.NewId());
        await AssertRefusedAsync(BackOfficeError.NotFound, () => Keeper.GetBalanceAsync(card, default));
        Assert.Equal(StoredValueVerdict.Granted, (await MoveAsync(till, card, 500_000, receipt: sale)).Verdict);
        await AssertRefusedAsync(BackOfficeError.NotFound, () => MoveAsync(till, card, -1));

        await FundAsync(till, card, 500_000);
        Assert.Equal(500_000, (await Keeper.GetBalanceAsync(card, default)).Available);
        Assert.Equal((StoredValueVerdict.Granted, 200_000), await AskAsync(till, card, -300_000));
        Assert.Equal((StoredValueVerdict.TooLittle, 200_000), await AskAsync(till, card, -200_001));
        Assert.Equal((StoredValueVerdict.Granted, 0), await AskAsync(till, card, -200_000));
        Assert.Equal(0, (await Keeper.GetBalanceAsync(card, default)).Available);
    }

    [Fact]
    public async Task The_same_key_takes_once_and_is_of_one_move()
    {
        var (till, card, key, receipt) = (await DeviceAsync(), NewCard(), TestReceipts.NewId(), new ReceiptId(TestReceipts.NewId()));
        await FundAsync(till, card, 500_000);

        for (var i = 0; i < 3; i++)
            Assert.Equal(new(StoredValueVerdict.Granted, 100_000), await MoveAsync(till, card, -400_000, key, receipt));
        await AssertRefusedAsync(BackOfficeError.Rejected, () => MoveAsync(till, card, -100_000, key, receipt));

        // The key is its device's own.
        Assert.Equal(StoredValueVerdict.TooLittle, (await MoveAsync(await DeviceAsync(), card, -400_000, key, receipt)).Verdict);
    }

    [Fact]
    public async Task What_is_cancelled_is_there_again_and_its_key_has_ended_even_if_it_comes_first()
    {
        var (till, card, key, early) = (await DeviceAsync(), NewCard(), TestReceipts.NewId(), TestReceipts.NewId());
        await FundAsync(till, card, 500_000);
        await MoveAsync(till, card, -400_000, key);

        await Keeper.CancelAsync(till.Device, key, default);
        await Keeper.CancelAsync(till.Device, key, default);
        await Keeper.CancelAsync(till.Device, early, default);

        Assert.Equal(500_000, (await Keeper.GetBalanceAsync(card, default)).Available);
        Assert.Equal(new(StoredValueVerdict.Ended, 500_000), await MoveAsync(till, card, -400_000, key));
        Assert.Equal(StoredValueVerdict.Ended, (await MoveAsync(till, card, -400_000, early)).Verdict);
    }

    [Fact]
    public async Task What_was_taken_is_taken_once_when_its_receipt_comes()
    {
        var (till, card, receipt) = (await DeviceAsync(), NewCard(), default(ReceiptId));
        await FundAsync(till, card, 500_000);
        receipt = till.SellTo(null, [], [CardPayment(card, 300_000), new JsonObject { ["name"] = "Cash", ["kind"] = "cash", ["amount"] = -300_000 }]);
        await MoveAsync(till, card, -300_000, receipt: receipt);
        await MoveAsync(till, card, -100_000, receipt: receipt);
        Assert.Equal(100_000, (await Keeper.GetBalanceAsync(card, default)).Available);

        Assert.Empty((await PushAsync(till)).Quarantined);

        Assert.Equal(200_000, (await Keeper.GetBalanceAsync(card, default)).Available);
        Assert.Equal(new(StoredValueVerdict.Ended, 200_000), await MoveAsync(till, card, -100_000, receipt: receipt));
    }

    [Fact]
    public async Task Store_credit_is_the_customers_and_told_with_the_customer()
    {
        var till = await DeviceAsync();
        var request = Customer("""{"name":"Ann"}""");
        await Subject.SaveAsync(request, default);
        var account = new StoredValueAccount(StoredValueKind.StoreCredit, request.Id);
        Assert.Equal(0, (await Keeper.GetBalanceAsync(account, default)).Available);

        till.SellTo(request.Id, -500_000, ("store_credit", -500_000));
        till.SellTo(request.Id, 200_000, ("store_credit", 200_000));
        Assert.Empty((await PushAsync(till)).Quarantined);

        Assert.Equal(300_000, (await Keeper.GetBalanceAsync(account, default)).Available);
        Assert.Equal(300_000, await BalanceAsync(request.Id, "store_credit"));
        Assert.Equal((StoredValueVerdict.TooLittle, 300_000), await AskAsync(till, account, -300_001));
    }

    [Fact]
    public async Task What_was_spent_without_asking_and_was_not_there_is_told()
    {
        var (till, card) = (await DeviceAsync(), NewCard());
        await FundAsync(till, card, 100_000);
        till.SellTo(null, [], [CardPayment(card, 300_000), new JsonObject { ["name"] = "Cash", ["kind"] = "cash", ["amount"] = -300_000 }]);

        Assert.Equal(2, Assert.Single((await PushAsync(till)).Quarantined).Sequence);

        Assert.Equal(-200_000, (await Keeper.GetBalanceAsync(card, default)).Available);
    }

    [Fact]
    public async Task Of_many_that_take_at_once_no_more_is_granted_than_there_is()
    {
        var (tills, card) = (new List<TestJournal>(), NewCard());
        for (var i = 0; i < 8; i++)
            tills.Add(await DeviceAsync());
        await FundAsync(tills[0], card, 300_000);

        var answers = await Task.WhenAll(tills.Select(till => Task.Run(() => MoveAsync(till, card, -100_000))));

        Assert.Equal(3, answers.Count(answer => answer.Verdict == StoredValueVerdict.Granted));
        Assert.Equal(0, (await Keeper.GetBalanceAsync(card, default)).Available);
    }

    [Fact]
    public async Task What_is_no_account_or_no_amount_is_not_sent()
    {
        var till = await DeviceAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => Keeper.GetBalanceAsync(new(StoredValueKind.GiftCard, " "), default));
        await Assert.ThrowsAsync<ArgumentException>(() => MoveAsync(till, new(StoredValueKind.GiftCard, new string('1', 101)), -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MoveAsync(till, NewCard(), 0));
        await AssertRefusedAsync(BackOfficeError.NotFound, () => MoveAsync(till, NewCard(), -1));
    }

    private static StoredValueAccount NewCard() => new(StoredValueKind.GiftCard, $"{TestReceipts.NewId()}");

    private static JsonObject CardPayment(StoredValueAccount card, long amount) =>
        new() { ["name"] = "Gift card", ["kind"] = "gift_card", ["amount"] = amount, ["code"] = card.Id };

    /// <summary>Sells a card.</summary>
    private async Task FundAsync(TestJournal till, StoredValueAccount card, long amount)
    {
        var line = TestReceipts.Line(new(TestReceipts.NewId()), "Card", 1_000, item: null);
        (line["business_case"], line["gift_card"], line["net"], line["gross"]) = ("multi_purpose_voucher_sale", card.Id, amount, amount);
        till.SellTo(null, [line], [new JsonObject { ["name"] = "Cash", ["kind"] = "cash", ["amount"] = amount }]);
        Assert.Empty((await PushAsync(till)).Quarantined);
    }

    private Task<StoredValueAnswer> MoveAsync(TestJournal till, StoredValueAccount account, long amount, Guid? key = null, ReceiptId? receipt = null) =>
        Keeper.MoveAsync(new(till.Device, key ?? TestReceipts.NewId(), receipt ?? new(TestReceipts.NewId()), account, amount), default);

    private async Task<(StoredValueVerdict Verdict, long Available)> AskAsync(TestJournal till, StoredValueAccount account, long amount)
    {
        var answer = await MoveAsync(till, account, amount);
        return (answer.Verdict, answer.Available);
    }
}
