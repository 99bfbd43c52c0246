using System.Text.Json.Nodes;

namespace BackOffice.Editing;

internal sealed class PredefinedTicketEditing() : EditedKind("predefined_ticket", "predefined-tickets", "predefined ticket", "Predefined tickets")
{
    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) => [NameInput(data), OrderInput(data)];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        SetOrder(data, form);
    }

    public override string Describe(JsonObject data) => "";
}
