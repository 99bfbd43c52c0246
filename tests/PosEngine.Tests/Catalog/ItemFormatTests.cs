using System.Text;
using System.Text.Json;
using PosEngine.Pricing;

namespace PosEngine.Catalog;

public sealed class ItemFormatTests
{
    private static readonly Tax Full = new() { Id = new(Id(1)), Name = "VAT 19%", Rate = Rate.Percent(19) };
    private static readonly Tax Reduced = new() { Id = new(Id(2)), Name = "VAT 7%", Rate = Rate.Percent(7), Category = TaxCategory.Reduced };

    private static readonly Item Menu = new()
    {
        Id = new(Id(3)),
        Name = "Menu, large",
        VariantOf = new(Id(4)),
        Price = Money.Of(12.90m),
        PriceBaseQuantity = Quantity.Of(0.5m),
        Modifiers = [new("Extra cheese", Money.Of(1.20m), Quantity.Of(2)), new("No onions", Money.Of(-0.30m), Quantity.One)],
        Components = [new() { Name = "Food", Weight = Money.Of(7), Taxes = [Reduced] }, new() { Name = "Drink", Weight = Money.Of(3), Taxes = [Full] }],
        TaxRules = [new() { DiningOption = "here", From = new(2026, 7, 1), Taxes = [Full] }],
        BusinessCase = BusinessCase.SinglePurposeVoucherSale,
        DepositId = new(Id(5)),
    };

    [Fact]
    public void An_item_with_everything_is_read_as_it_was_written()
    {
        var read = ItemFormat.ReadItem(Write(Menu), Taxes());

        Assert.Equal(Write(Menu), Write(read));
        Assert.Equal((Menu.VariantOf, Menu.PriceBaseQuantity, Menu.BusinessCase, Menu.DepositId), (read.VariantOf, read.PriceBaseQuantity, read.BusinessCase, read.DepositId));
        Assert.Equal(Menu.Modifiers, read.Modifiers);
        Assert.Equal(["Food", "Drink"], read.Components.Select(part => part.Name));
        Assert.Equal([Reduced], read.Components[0].Taxes);
        Assert.Equal(("here", new DateOnly(2026, 7, 1), Full), (read.TaxRules[0].DiningOption, read.TaxRules[0].From, read.TaxRules[0].Taxes[0]));
    }

    [Fact]
    public void An_item_that_no_line_could_be_priced_with_is_refused()
    {
        Refused(Menu with { Taxes = [Full] });
        Refused(Menu with { PriceBaseQuantity = Quantity.Zero });
        Refused(Menu with { BusinessCase = BusinessCase.TipToEmployee });
        Refused(Menu with { TaxRules = [new() { Taxes = [Full], Components = Menu.Components }] });

        static void Refused(Item item) => Assert.Throws<ArgumentException>(() => ItemFormat.ReadItem(Write(item), Taxes()));
    }

    private static TaxTable Taxes() => new([Full, Reduced], Currency.EUR);

    private static string Write(Item item)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            ItemFormat.WriteItem(writer, item);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
