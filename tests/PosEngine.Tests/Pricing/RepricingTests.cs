using System.Text.Json;
using CsCheck;
using PosEngine.Ledger;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Pricing;

public sealed class RepricingTests
{
    /// <summary>Whatever a ticket of the till can hold, under any policy.</summary>
    private static readonly Gen<PriceRequest> Tickets = RandomTickets.Everything.Select(request => request with
    {
        Lines = [.. request.Lines.Select(line => new PriceLine
        {
            Id = line.Id,
            UnitPrice = line.UnitPrice,
            Quantity = line.Quantity,
            Taxes = line.Taxes,
            Discounts = line.Discounts,
            IsDiscountable = line.IsDiscountable,
        })],
        Surcharges = [],
        IsTaxFree = false,
        Prepaid = Money.Zero,
    });

    [Fact]
    public void M7_a_receipt_that_was_stored_is_priced_again_to_the_last_unit() => Tickets.Sample(request =>
    {
        var receipt = ReceiptOf(request);
        var read = Read(receipt);

        Assert.Equal(receipt.Policy, read.Policy);
        Assert.Equal(receipt.Priced, read.Priced);
        Assert.True(read.IsPricedRight());
    });

    [Fact]
    public void M7_a_figure_that_was_tampered_with_is_noticed()
    {
        var receipt = ReceiptOf(new()
        {
            Currency = Currency.EUR,
            Lines = [new() { Id = new(RandomTickets.Id(1)), UnitPrice = Money.Of(2.50m), Quantity = Quantity.One }],
        });

        Assert.True(receipt.IsPricedRight());
        Assert.False((receipt with { Priced = receipt.Priced with { Totals = default } }).IsPricedRight());
        Assert.False((receipt with { Lines = [receipt.Lines[0] with { UnitPrice = Money.Of(2.51m) }] }).IsPricedRight());
    }

    [Fact]
    public void Every_choice_of_a_policy_can_be_stored()
    {
        AllStored(WireNames.RoundingModes);
        AllStored(WireNames.TaxRoundings);
        AllStored(WireNames.RoundedAmounts);
        AllStored(WireNames.LineRoundings);
        AllStored(WireNames.TaxBases);
        AllStored(WireNames.DiscountOrders);
        AllStored(WireNames.TaxKinds);
        AllStored(WireNames.TaxCategories);
    }

    private static void AllStored<T>(WireNames<T> names)
        where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>(), value => Assert.Equal(value, names.Parse(names[value].ToString())));

    private static Receipt ReceiptOf(PriceRequest request) => new()
    {
        Id = new(RandomTickets.Id(1)),
        Number = "1-1001",
        TicketId = new(RandomTickets.Id(2)),
        ShiftId = new(RandomTickets.Id(3)),
        EmployeeId = new(RandomTickets.Id(4)),
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch,
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
            IsDiscountable = line.IsDiscountable,
        })],
        Discounts = request.Discounts,
        Priced = Pricer.Price(request),
        Payments = [],
    };

    private static Receipt Read(Receipt receipt)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            ReceiptFormat.WriteMembers(writer, receipt);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return ReceiptFormat.Read(new(receipt.CompletedAt, ClockOffset: null, receipt.EmployeeId), document.RootElement);
    }
}
