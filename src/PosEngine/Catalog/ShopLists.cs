using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Catalog;

/// <summary>The short lists of the catalogue: categories, discounts, dining options.</summary>
internal sealed class ShopLists(Readers readers, IDispatcher dispatcher, ILogger logger)
{
    public ReferenceList<Category> Categories { get; } = new(
        "category", ReadCategory, static category => (category.Id.Value, category.Order, category.Name), readers, dispatcher, logger);

    public ReferenceList<ShopDiscount> Discounts { get; } = new(
        "discount", ReadDiscount, static discount => (discount.Id.Value, discount.Order, discount.Name), readers, dispatcher, logger);

    public ReferenceList<DiningOption> DiningOptions { get; } = new(
        "dining_option", ReadDiningOption, static option => (option.Id.Value, option.Order, option.Name), readers, dispatcher, logger);

    public void Load()
    {
        Categories.Load();
        Discounts.Load();
        DiningOptions.Load();
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
