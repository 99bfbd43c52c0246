using System.Text.Json.Nodes;

namespace BackOffice.Editing;

/// <summary>What employees of one kind may do. A role that is removed gives nothing any more.</summary>
internal sealed class RoleEditing() : EditedKind("role", "roles", "role", "Roles")
{
    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) => [new("name", "Name", "text", Text(data, "name")), .. PermissionList.ToForm(data)];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        PermissionList.Apply(form, data);
    }

    public override string Describe(JsonObject data) => PermissionList.Given(data) is { Length: var count and > 0 } ? count == 1 ? "1 permission" : $"{count} permissions" : "";
}
