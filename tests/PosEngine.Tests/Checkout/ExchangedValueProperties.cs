using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Sales, refunds and exchanges in any order and paid in any ways, by a keeper whose answers get lost: it has moved what is on receipts, and nothing else (invariants M2 to M5 and D4).</summary>
public sealed class ExchangedValueProperties
{
    private const string Card = "6006-4711";
    private const int Steps = 14;

    private static readonly PaymentType GiftCard = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f2")), Name = "Gift card", Kind = PaymentKind.GiftCard };
    private static readonly PaymentType StoreCredit = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f3")), Name = "Store credit", Kind = PaymentKind.StoreCredit };
    private static readonly PaymentType OnAccount = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f1")), Name = "On account", Kind = PaymentKind.OnAccount };
    private static readonly PaymentType Points = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f4")), Name = "Points", Kind = PaymentKind.Points };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task M5_what_the_keeper_has_moved_is_what_receipts_say_and_with_everything_back_nothing_is_left(int seed)
    {
        var keeper = new ModelKeeper();
        await using var till = await StartAsync(keeper);
        var random = new Random(seed);
        var day = new Day(till, keeper, random);
        for (var step = 0; step < Steps; step++)
            await day.StepAsync();

        Assert.True(day.Exchanges > 2, $"Only {day.Exchanges} exchanges.");
        Assert.True(day.Lost > 0, "No answer was lost.");
        day.AssertKept();
        await day.RefundAllAsync();
        day.AssertKept();
        Assert.Empty(till.Ledger().State.Values);
        Assert.All([StoredValueKind.GiftCard, StoredValueKind.StoreCredit], kind => Assert.Equal(0, keeper.MovedOf(Day.AccountOf(kind))));
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal((Money.Of(100), default(Totals)), (shift.Cash.Expected, shift.Totals));
        Assert.All(shift.Payments, static total => Assert.Equal(Money.Zero, total.Amount));
        Assert.Equal((0, 0), (day.Receipts.Sum(static receipt => receipt.PointsEarned), day.Receipts.Sum(static receipt => receipt.PointsSpent)));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var carla = (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value;
        Assert.Equal((0, Money.Zero, Money.Zero), (carla.Points, carla.Owed, carla.StoreCredit));
    }

    private static async Task<TillHost> StartAsync(ModelKeeper keeper)
    {
        var till = new TillHost { StoredValue = keeper };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds" ]""");
        foreach (var (type, kind) in new[] { (GiftCard, "gift_card"), (StoreCredit, "store_credit"), (OnAccount, "on_account"), (Points, "points") })
            till.SetReference("payment_type", $"{type.Id}", $$"""{ "id": "{{type.Id}}", "name": "{{type.Name}}", "type": "{{kind}}" }""");
        till.SetReference("settings", "shop", $$"""{ "loyalty": { "earn_rate": 50000, "point_value": {{Money.Of(0.05m).Units}} } }""");
        foreach (var kind in Enum.GetValues<StoredValueKind>())
            keeper.Begin(Day.AccountOf(kind), 1_000_000_000);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    /// <summary>What happens at the till, and what has come of it.</summary>
    private sealed class Day(TillHost till, ModelKeeper keeper, Random random)
    {
        private int _cards;

        public List<Receipt> Receipts { get; } = [];

        public int Exchanges { get; private set; }

        public int Lost { get; private set; }

        public static StoredValueAccount AccountOf(StoredValueKind kind) => new(kind, kind == StoredValueKind.GiftCard ? Card : $"{TillHost.Carla}");

        public async Task StepAsync()
        {
            till.Settle();
            var sold = await RefundableAsync();
            if (sold is null || random.Next(4) == 0)
                await SellAsync();
            else if (random.Next(3) == 0)
                await TryAsync(() => till.Pos.Receipts.RefundAsync(Part(sold.Value.Receipt, sold.Value.Left)));
            else
                await ExchangeAsync(Part(sold.Value.Receipt, sold.Value.Left));
        }

        /// <summary>Those first that gift cards were sold with: what came of them came later.</summary>
        public async Task RefundAllAsync()
        {
            keeper.Answers = static _ => true;
            foreach (var receipt in Receipts.ToList())
            {
                till.Settle();
                if ((await till.Pos.Receipts.GetRefundableAsync(receipt.Id)).Value.Count > 0)
                    Add((await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Value);
            }

            till.Settle();
        }

        /// <summary>The keeper, which has heard of no receipt, has moved what these say, and what the journal says is in doubt.</summary>
        public void AssertKept()
        {
            var said = Receipts.SelectMany(MovesOf).GroupBy(static move => move.Account).Select(static account => (account.Key, Sum: account.Sum(static move => move.Amount))).Where(static account => account.Sum != 0).ToDictionary();
            var pending = till.Ledger().State.Values;
            List<StoredValueMove> made = [.. keeper.Moves.Where(move => !pending.ContainsKey(move.Key))];
            var moved = made.GroupBy(static move => move.Account).Select(static account => (account.Key, Sum: account.Sum(static move => move.Amount))).Where(static account => account.Sum != 0).ToDictionary();
            Assert.Equal(said, moved);
            var receipts = Receipts.Select(static receipt => receipt.Id).ToHashSet();
            Assert.All(made, move => Assert.Contains(move.Receipt, receipts));
        }

        private static IEnumerable<(StoredValueAccount Account, long Amount)> MovesOf(Receipt receipt)
        {
            foreach (var payment in receipt.Payments)
            {
                if (payment.Type.Kind is PaymentKind.GiftCard)
                    yield return (new(StoredValueKind.GiftCard, payment.Code!), -payment.Amount.Units);
                if (payment.Type.Kind is PaymentKind.StoreCredit)
                    yield return (AccountOf(StoredValueKind.StoreCredit), -payment.Amount.Units);
                if (payment.Points > 0)
                    yield return (AccountOf(StoredValueKind.Points), -payment.Points.Value);
            }

            foreach (var (line, priced) in receipt.Lines.Zip(receipt.Priced.Lines).Where(static pair => pair.First.GiftCard is not null))
                yield return (new(StoredValueKind.GiftCard, line.GiftCard!), priced.Gross.Units);

            // Points that come with a receipt are not asked for; those that are taken back are.
            var points = receipt.PointsEarned - receipt.Payments.Sum(static payment => Math.Min(payment.Points ?? 0, 0));
            if (receipt.RefundOf is not null && points < 0)
                yield return (AccountOf(StoredValueKind.Points), points);
        }

        private async Task<(Receipt Receipt, IReadOnlyList<RefundableLine> Left)?> RefundableAsync()
        {
            foreach (var receipt in Receipts.OrderBy(_ => random.Next()).ToList())
            {
                if ((await till.Pos.Receipts.GetRefundableAsync(receipt.Id)).Value is { Count: > 0 } left)
                    return (receipt, left);
            }

            return null;
        }

        private RefundRequest Part(Receipt receipt, IReadOnlyList<RefundableLine> left)
        {
            var line = left[random.Next(left.Count)];
            return new() { ReceiptId = receipt.Id, Lines = [new(line.Line, Quantity.Of(random.Next(1, (int)line.Quantity.ToDecimal() + 1)))] };
        }

        private ITicket RingUp()
        {
            var ticket = till.RingUp(random.Next(1, 6));
            ticket.SetCustomer(TillHost.Carla).EnsureDone();
            if (random.Next(4) == 0)
                ticket.SellGiftCard($"6007-{++_cards}", Money.Of(random.Next(1, 20))).EnsureDone();
            return ticket;
        }

        private async Task SellAsync()
        {
            var ticket = RingUp();
            var payments = Pay(ticket.Current.Totals.Payable);
            keeper.Answers = static _ => true;
            Add((await till.Pos.Checkout.CompleteAsync(ticket, payments)).Value);
        }

        private async Task ExchangeAsync(RefundRequest back)
        {
            var ticket = RingUp();
            var payments = Pay((await till.Pos.Checkout.GetExchangeDueAsync(ticket, back, PaymentType.Card)).Value);
            if (await TryAsync(() => till.Pos.Checkout.ExchangeAsync(ticket, back, payments)))
                Exchanges++;
            else
                (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();
        }

        /// <summary>What is due, cut up among the ways to pay.</summary>
        private List<Payment> Pay(Money due)
        {
            var payments = new List<Payment>();
            foreach (var type in new[] { GiftCard, Points, StoreCredit, OnAccount, PaymentType.Card }.OrderBy(_ => random.Next()))
            {
                var amount = Money.Min(due, Money.Of(0.05m) * random.Next(100));
                if (random.Next(2) == 0 || !amount.IsPositive || (type == Points && amount.Units % Money.Of(0.05m).Units != 0))
                    continue;
                payments.Add(new Payment(type, amount) { Code = type == GiftCard ? Card : null });
                due -= amount;
            }

            if (due.IsPositive || (payments.Count == 0 && due.IsZero))
                payments.Add(Payment.Cash(due));
            return payments;
        }

        /// <summary>Does something of which an answer may be lost: then it is asked for again, or given up.</summary>
        private async Task<bool> TryAsync(Func<Task<PosResult<Receipt>>> ask)
        {
            keeper.Answers = _ => random.Next(5) switch { 0 => Lose(false), 1 => Lose(null), _ => true };
            for (var attempt = 0; attempt < 50; attempt++)
            {
                var result = await ask();
                if (result.TryGet(out var receipt, out var refusal))
                {
                    Add(receipt);
                    return true;
                }

                Assert.Equal(RefusalCodes.ValueUnanswered, refusal.Code);
                if (random.Next(6) == 0)
                    return false;
            }

            throw new InvalidOperationException("It never came to an end.");

            bool? Lose(bool? arrives)
            {
                Lost++;
                return arrives;
            }
        }

        private void Add(Receipt receipt)
        {
            Assert.True(receipt.IsPricedRight());
            Assert.Equal(receipt.Total + receipt.CashRounding, receipt.Payments.Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount));
            Receipts.Add(receipt);
        }
    }
}
