using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BackOffice.Editing;

internal sealed partial class CategoryEditing() : EditedKind("category", "categories", "category", "Categories")
{
    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
        [NameInput(data), new("colour", "Colour", "color", Text(data, "colour") is { Length: > 0 } colour ? colour : "#808080"), OrderInput(data)];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        SetText(data, "colour", form["colour"].ToString());
        if (data.ContainsKey("colour") && !Colour().IsMatch(Text(data, "colour")))
            throw new FormatException("A colour is written like #2f5bea.");
        SetOrder(data, form);
    }

    public override string Describe(JsonObject data) => Text(data, "colour");

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();
}
