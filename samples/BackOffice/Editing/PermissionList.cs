using System.Text.Json.Nodes;

namespace BackOffice.Editing;

/// <summary>The permissions that a page gives, to a role or to one employee.</summary>
internal static class PermissionList
{
    public static IReadOnlyList<(string Name, string Label)> All { get; } =
    [
        ("restricted_discounts", "Restricted discounts"),
        ("refunds", "Refunds"),
        ("refunds_otherwise", "Refunds another way than the money came"),
        ("refunds_without_receipt", "Refunds without a receipt"),
        ("price_overrides", "Other prices than the catalogue says"),
        ("tax_overrides", "Other taxes than the catalogue says"),
        ("view_all_receipts", "See the receipts of closed shifts"),
        ("void_lines", "Take off a ticket what was rung up"),
        ("open_drawer", "Open the drawer without a sale"),
        ("manage_all_tickets", "Take up the tickets of others"),
        ("cash_movements", "Pay cash in and out"),
        ("close_others_shift", "Close the shifts of others"),
        ("manage_settings", "Sign out and remove the till"),
        ("training", "Training mode"),
    ];

    public static IEnumerable<FormInput> ToForm(JsonObject data) =>
        All.Select(permission => new FormInput("permissions", permission.Label, "checkbox", permission.Name, Given(data).Contains(permission.Name)));

    /// <summary>What a newer till knows and this page does not stays.</summary>
    public static void Apply(IFormCollection form, JsonObject data)
    {
        var (known, wanted) = (All.Select(static permission => permission.Name).ToHashSet(), form["permissions"].OfType<string>().ToHashSet());
        data["permissions"] = new JsonArray([.. Given(data).Where(name => !known.Contains(name)).Concat(All.Select(static permission => permission.Name).Where(wanted.Contains)).Select(static name => JsonValue.Create(name))]);
    }

    public static string[] Given(JsonObject data) => data["permissions"] is JsonArray names ? [.. names.Select(static name => name!.GetValue<string>())] : [];
}
