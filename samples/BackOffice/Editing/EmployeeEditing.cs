using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace BackOffice.Editing;

/// <summary>A PIN is hashed here and now: it stands in no database, and no page shows it again.</summary>
internal sealed class EmployeeEditing() : EditedKind("employee", "employees", "employee", "Employees")
{
    private const int Iterations = 100_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly (string Name, string Label)[] Permissions =
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

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
    [
        new("name", "Name", "text", Text(data, "name")),
        new("pin", data.ContainsKey("pin") ? "New PIN (empty: as it is)" : "PIN", "password", ""),
        .. Permissions.Select(permission => new FormInput("permissions", permission.Label, "checkbox", permission.Name, Given(data).Contains(permission.Name))),
    ];

    public override void Apply(IFormCollection form, JsonObject data)
    {
        SetName(data, form);

        // What a newer till knows and this page does not stays.
        var (known, wanted) = (Permissions.Select(static permission => permission.Name).ToHashSet(), form["permissions"].OfType<string>().ToHashSet());
        data["permissions"] = new JsonArray([.. Given(data).Where(name => !known.Contains(name)).Concat(Permissions.Select(static permission => permission.Name).Where(wanted.Contains)).Select(static name => JsonValue.Create(name))]);
        var pin = form["pin"].ToString();
        if (pin.Length == 0 && data.ContainsKey("pin"))
            return;
        if (pin.Length is < 4 or > 12 || pin.Any(digit => !char.IsAsciiDigit(digit)))
            throw new FormatException("A PIN has 4 to 12 digits.");

        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
        data["pin"] = new JsonObject
        {
            ["algorithm"] = "pbkdf2-sha256",
            ["iterations"] = Iterations,
            ["salt"] = Convert.ToBase64String(salt),
            ["hash"] = Convert.ToBase64String(hash),
        };
    }

    public override string Describe(JsonObject data) => "";

    private static string[] Given(JsonObject data) => data["permissions"] is JsonArray names ? [.. names.Select(static name => name!.GetValue<string>())] : [];
}
