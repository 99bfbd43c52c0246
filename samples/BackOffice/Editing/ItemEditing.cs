using System.Globalization;
using System.Text.Json.Nodes;
using BackOffice.Pages;

namespace BackOffice.Editing;

internal sealed class ItemEditing() : EditedKind("item", "items", "item", "Items")
{
    public override IReadOnlyList<string> Refers => ["tax", "category"];

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names)
    {
        var taxed = Texts(data, "taxes").ToHashSet();
        return
        [
            new("name", "Name", "text", Text(data, "name")),
            new("sku", "SKU", "text", Text(data, "sku")),
            new("barcodes", "Barcodes, with blanks between", "text", string.Join(' ', Texts(data, "barcodes"))),
            new("price", "Price (none: asked for at the till)", "text", Price(data) is { } price ? PageText.Amount(price) : ""),
            ChoiceInput(data, "category", "Category", names),
            new("age_limit", "Sold from the age of, in years (none: to anybody)", "number", data["age_limit"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture) ?? ""),
            new("weighed", "Weighed", "checkbox", "true", data["weighed"]?.GetValue<bool>() ?? false),
            new("discountable", "Discountable", "checkbox", "true", data["discountable"]?.GetValue<bool>() ?? true),
            .. names.Of("tax").Select(tax => new FormInput("taxes", tax.Value, "checkbox", tax.Key, taxed.Contains(tax.Key))),
        ];
    }

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        SetText(data, "sku", form["sku"].ToString());
        SetText(data, "category", form["category"].ToString());
        data["barcodes"] = Array(form["barcodes"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        data["price"] = FormAmounts.Read(form["price"].ToString(), "A price");
        SetAge(data, form["age_limit"].ToString().Trim());
        data["weighed"] = form["weighed"] == "true";
        data["discountable"] = form["discountable"] == "true";

        // In the order they had, which is the order they are charged in; new ones after them.
        var wanted = form["taxes"].OfType<string>().ToHashSet();
        data["taxes"] = Array([.. Texts(data, "taxes").Where(wanted.Contains), .. wanted.Except(Texts(data, "taxes")).Order(StringComparer.Ordinal)]);
    }

    public override string Describe(JsonObject data) => Price(data) is { } price ? PageText.Amount(price) : "open price";

    private static void SetAge(JsonObject data, string text)
    {
        data.Remove("age_limit");
        if (text.Length == 0)
            return;
        data["age_limit"] = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var years) && years is >= 1 and <= 150
            ? years
            : throw new FormatException("An age is a whole number of years, 1 to 150.");
    }

    private static long? Price(JsonObject data) => data["price"]?.GetValue<long>();

    private static string[] Texts(JsonObject data, string name) => data[name] is JsonArray texts ? [.. texts.Select(text => text!.GetValue<string>())] : [];

    private static JsonArray Array(string[] texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
