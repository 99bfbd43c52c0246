using System.Globalization;
using CsCheck;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Hardware.Printing;

public sealed class ReceiptDocumentsTests
{
    [Fact]
    public void The_amounts_add_up_as_a_reader_adds_them() => RandomTickets.Requests.Sample(request =>
    {
        var receipt = ReceiptOf(request);
        var blocks = ReceiptDocuments.Of(receipt, new(), new(CultureInfo.InvariantCulture, Currency.EUR)).Blocks;
        var lines = blocks.SkipWhile(block => block is not RuleBlock).Skip(1).TakeWhile(block => block is not RuleBlock).OfType<PairBlock>().ToList();
        var sums = blocks.SkipWhile(block => block is not RuleBlock).Skip(1).SkipWhile(block => block is not RuleBlock).Skip(1).OfType<PairBlock>().ToList();

        var running = lines.Sum(AmountOf);
        if (sums[0].Left == "Subtotal")
        {
            Assert.Equal(running, AmountOf(sums[0]));
            sums.RemoveAt(0);
        }

        running += sums.TakeWhile(row => !row.IsEmphasised).Sum(AmountOf);

        Assert.Equal(running, AmountOf(sums.First(row => row.IsEmphasised)));
        Assert.Equal(receipt.Total.ToDecimal(), running);
    });

    private static decimal AmountOf(PairBlock row) => decimal.Parse(row.Right.Split(' ')[0], CultureInfo.InvariantCulture);

    private static Receipt ReceiptOf(PriceRequest request) => TestPapers.Everything with
    {
        Currency = request.Currency,
        Policy = request.Policy,
        Lines = [.. request.Lines.Select(line => new TicketLine
        {
            Id = line.Id,
            Name = "Something",
            UnitPrice = line.UnitPrice,
            Quantity = line.Quantity,
            Taxes = line.Taxes,
            Discounts = line.Discounts,
        })],
        Discounts = request.Discounts,
        Priced = Pricer.Price(request),
        CashRounding = Money.Zero,
        Payments = [],
        Change = Money.Zero,
    };
}
