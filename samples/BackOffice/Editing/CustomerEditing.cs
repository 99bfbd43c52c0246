using System.Text.Json.Nodes;

namespace BackOffice.Editing;

internal sealed class CustomerEditing() : EditedKind("customer", "customers", "customer", "Customers")
{
    public override bool IsPersonal => true;

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
    [
        new("name", "Name", "text", Text(data, "name")),
        new("email", "E-mail", "email", Text(data, "email")),
        new("phone", "Phone", "tel", Text(data, "phone")),
    ];

    public override void Apply(IFormCollection form, JsonObject data)
    {
        SetName(data, form);
        SetText(data, "email", form["email"].ToString());
        SetText(data, "phone", form["phone"].ToString());
    }

    public override string Describe(JsonObject data) => Text(data, "email");
}
