using System.Text.Json.Nodes;
using BackOffice.Pages;

namespace BackOffice.Editing;

/// <summary>A discount without a value is asked for at the till, within the limits.</summary>
internal sealed class DiscountEditing() : EditedKind("discount", "discounts", "discount", "Discounts")
{
    private const string Percent = "percent";

    private static readonly Dictionary<string, string> Types = new() { [Percent] = "Percent", ["amount"] = "Amount" };

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
    [
        NameInput(data),
        new("type", "Counted in", "select", TypeOf(data)) { Choices = Types },
        new("value", "Value (none: asked for at the till)", "text", Show(data, ValueName(data))),
        new("minimum", "The least that may be said", "text", Show(data, "minimum")),
        new("maximum", "The most that may be said", "text", Show(data, "maximum")),
        new("restricted", "Only for employees who may", "checkbox", "true", Flag(data, "restricted")),
        OrderInput(data),
    ];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        data["type"] = form["type"].ToString() is { Length: > 0 } type ? type : Percent;
        data.Remove("rate");
        data.Remove("amount");
        Set(data, ValueName(data), form["value"].ToString());
        Set(data, "minimum", form["minimum"].ToString());
        Set(data, "maximum", form["maximum"].ToString());
        SetFlag(data, form, "restricted");
        SetOrder(data, form);
    }

    public override string Describe(JsonObject data) =>
        !data.ContainsKey(ValueName(data)) ? "open" : TypeOf(data) == Percent ? $"{Show(data, "rate")} %" : Show(data, "amount");

    private static string TypeOf(JsonObject data) => Text(data, "type") is { Length: > 0 } type ? type : Percent;

    private static string ValueName(JsonObject data) => TypeOf(data) == Percent ? "rate" : "amount";

    private static string Show(JsonObject data, string name) =>
        data[name]?.GetValue<long>() is not { } value ? "" : TypeOf(data) == Percent ? FormAmounts.Percent(value) : PageText.Amount(value);

    private static void Set(JsonObject data, string name, string text)
    {
        var value = TypeOf(data) == Percent ? FormAmounts.ReadPercent(text) : FormAmounts.Read(text, "An amount");
        if (value is { } given)
            data[name] = given;
        else
            data.Remove(name);
    }
}
