using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Catalog;

/// <summary>The short lists of the catalogue: categories, discounts, dining options, price lists.</summary>
internal sealed class ShopLists(Readers readers, IDispatcher dispatcher, ILogger logger)
{
    public ReferenceList<Category> Categories { get; } = new(
        "category", ReadCategory, static category => (category.Id.Value, category.Order, category.Name), readers, dispatcher, logger);

    public ReferenceList<ShopDiscount> Discounts { get; } = new(
        "discount", ReadDiscount, static discount => (discount.Id.Value, discount.Order, discount.Name), readers, dispatcher, logger);

    public ReferenceList<DiningOption> DiningOptions { get; } = new(
        "dining_option", ReadDiningOption, static option => (option.Id.Value, option.Order, option.Name), readers, dispatcher, logger);

    public ReferenceList<PriceList> PriceLists { get; } = new(
        "price_list", ReadPriceList, static list => (list.Id.Value, list.Order, list.Name), readers, dispatcher, logger);

    /// <summary>The taxes, of which the items have copies. They are kept with the items.</summary>
    public ReferenceList<Tax> Taxes { get; } = new(
        CatalogTable.TaxKind, PricingFormat.ReadTax, static tax => (tax.Id.Value, 0, tax.Name), readers, dispatcher, logger);

    public void Load()
    {
        Taxes.Load();
        Categories.Load();
        Discounts.Load();
        DiningOptions.Load();
        PriceLists.Load();
    }

    private static Category ReadCategory(JsonElement category) => new()
    {
        Id = new CategoryId(category.GetProperty("id").GetGuid()),
        Name = category.Text("name"),
        Colour = category.OptionalText("colour"),
        Order = category.Order(),
    };

    private static DiningOption ReadDiningOption(JsonElement option) => new()
    {
        Id = new DiningOptionId(option.GetProperty("id").GetGuid()),
        Name = option.Text("name"),
        IsDefault = option.Flag("default", otherwise: false),
        Order = option.Order(),
    };

    private static PriceList ReadPriceList(JsonElement list)
    {
        var rate = list.OptionalNumber("rate") ?? 0;
        if (rate is < 0 or > Rate.PartsPerOne)
            throw new FormatException("A price list takes off 0 to 100 %.");
        var prices = new Dictionary<ItemId, Money>();
        if (list.TryGetProperty("prices", out var listed) && listed.ValueKind != JsonValueKind.Null)
        {
            foreach (var price in listed.EnumerateArray())
            {
                var item = new ItemId(price.GetProperty("item").GetGuid());
                if (!prices.TryAdd(item, ItemFormat.PriceOf(price.GetProperty("price"))))
                    throw new FormatException($"A price list has one price of the item {item}.");
            }
        }

        return new PriceList
        {
            Id = new PriceListId(list.GetProperty("id").GetGuid()),
            Name = string.IsNullOrWhiteSpace(list.Text("name")) ? throw new FormatException("A price list has a name.") : list.Text("name"),
            Discount = Rate.FromPartsPerMillion(rate),
            Prices = prices.ToFrozenDictionary(),
            Order = list.Order(),
        };
    }

    private static ShopDiscount ReadDiscount(JsonElement discount)
    {
        var type = WireNames.DiscountTypes.Parse(discount.Text("type"));
        var isPercent = type == DiscountType.Percent;
        var (value, minimum, maximum) = (discount.OptionalNumber(isPercent ? "rate" : "amount"), discount.OptionalNumber("minimum"), discount.OptionalNumber("maximum"));
        var most = isPercent ? Rate.PartsPerOne : long.MaxValue;
        if (Array.Exists([value, minimum, maximum], number => number < 0 || number > most) || minimum > maximum)
            throw new FormatException("A discount takes off zero or more, 100 % at the most, and no less than its minimum.");
        return new ShopDiscount
        {
            Id = new DiscountId(discount.GetProperty("id").GetGuid()),
            Name = string.IsNullOrWhiteSpace(discount.Text("name")) ? throw new FormatException("A discount has a name.") : discount.Text("name"),
            Type = type,
            Rate = isPercent && value is { } parts ? Rate.FromPartsPerMillion(parts) : null,
            Amount = !isPercent && value is { } units ? Money.FromUnits(units) : null,
            RateMin = isPercent ? Rate.FromPartsPerMillion(minimum ?? 0) : Rate.Zero,
            RateMax = isPercent ? Rate.FromPartsPerMillion(maximum ?? Rate.PartsPerOne) : Rate.One,
            AmountMin = isPercent ? Money.Zero : Money.FromUnits(minimum ?? 0),
            AmountMax = isPercent || maximum is not { } top ? null : Money.FromUnits(top),
            IsRestricted = discount.Flag("restricted", otherwise: false),
            Order = discount.Order(),
        };
    }
}
