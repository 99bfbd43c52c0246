using System.Text.Json.Nodes;
using BackOffice.Pages;

namespace BackOffice.Editing;

/// <summary>The prices stand in one field, a line each: a list may have more of them than a form can have fields.</summary>
internal sealed class PriceListEditing() : EditedKind("price_list", "price-lists", "price list", "Price lists")
{
    private const string Item = "item";

    public override IReadOnlyList<string> Refers => [Item];

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names)
    {
        var labels = LabelsOf(names.Of(Item));
        return
        [
            NameInput(data),
            new("rate", "Off the price of everything else, in percent", "text", data["rate"]?.GetValue<long>() is { } rate ? FormAmounts.Percent(rate) : ""),
            new("prices", "Prices, one to a line: Coffee = 2.00", "textarea", string.Join('\n', PricesOf(data).Select(price => $"{labels.GetValueOrDefault(price.Item, price.Item)} = {PageText.Amount(price.Units)}"))),
            OrderInput(data),
        ];
    }

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        data.Remove("rate");
        if (FormAmounts.ReadPercent(form["rate"].ToString()) is { } rate)
            data["rate"] = rate;
        var items = names.Of(Item);
        data["prices"] = new JsonArray([.. form["prices"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Read(line, items))]);
        SetOrder(data, form);
    }

    public override string Describe(JsonObject data) => string.Join(", ", Said(data));

    private static IEnumerable<string> Said(JsonObject data)
    {
        if (PricesOf(data).Count() is var count and > 0)
            yield return count == 1 ? "1 price" : $"{count} prices";
        if (data["rate"]?.GetValue<long>() is { } rate and not 0)
            yield return $"{FormAmounts.Percent(rate)} % off";
    }

    private static IEnumerable<(string Item, long Units)> PricesOf(JsonObject data) =>
        data["prices"] is JsonArray prices ? prices.Select(static price => (price![Item]!.GetValue<string>(), price["price"]!.GetValue<long>())) : [];

    private static JsonObject Read(string line, IReadOnlyDictionary<string, string> items)
    {
        var (label, price) = line.LastIndexOf('=') is >= 0 and var at ? (line[..at].Trim(), line[(at + 1)..]) : (line, "");
        if (FormAmounts.Read(price, "A price") is not { } units)
            throw new FormatException($"A line is an item and its price, like Coffee = 2.00, and not {line}.");
        var found = Find(label, items);
        return found.Count == 1
            ? new JsonObject { [Item] = found[0], ["price"] = units }
            : throw new FormatException(found.Count == 0 ? $"There is no item {label}." : $"There are several items {label}: write the SKU behind it, like Coffee [COF].");
    }

    /// <summary>The items that somebody may mean: by id, by name and SKU, or by the name alone.</summary>
    private static List<string> Find(string label, IReadOnlyDictionary<string, string> items)
    {
        // One that is not sold any more keeps its price.
        if (Guid.TryParseExact(label, "D", out var id))
            return [id.ToString()];
        var exact = items.Where(item => item.Value.Equals(label, StringComparison.OrdinalIgnoreCase)).Select(static item => item.Key).ToList();
        return exact.Count > 0 ? exact : [.. items.Where(item => item.Value.StartsWith($"{label} [", StringComparison.OrdinalIgnoreCase)).Select(static item => item.Key)];
    }

    /// <summary>How items are written: by name and SKU, and by id where that says two.</summary>
    private static Dictionary<string, string> LabelsOf(IReadOnlyDictionary<string, string> items) =>
        items.GroupBy(static item => item.Value, StringComparer.OrdinalIgnoreCase).Where(static same => same.Count() == 1).Select(static same => same.First()).ToDictionary();
}
