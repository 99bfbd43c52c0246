using System.Text.Json.Nodes;

namespace BackOffice.Editing;

internal sealed class DiningOptionEditing() : EditedKind("dining_option", "dining-options", "dining option", "Dining options")
{
    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
        [NameInput(data), new("default", "New tickets begin with it", "checkbox", "true", Flag(data, "default")), OrderInput(data)];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        SetFlag(data, form, "default");
        SetOrder(data, form);
    }

    public override string Describe(JsonObject data) => Flag(data, "default") ? "default" : "";
}
