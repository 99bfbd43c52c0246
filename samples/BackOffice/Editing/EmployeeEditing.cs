using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Editing;

/// <summary>A PIN is hashed here and now: it stands in no database, and no page shows it again.</summary>
internal sealed class EmployeeEditing() : EditedKind("employee", "employees", "employee", "Employees")
{
    private const int Iterations = 100_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public override IReadOnlyList<string> Refers => ["role"];

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
    [
        new("name", "Name", "text", Text(data, "name")),
        new("pin", data.ContainsKey("pin") ? "New PIN (empty: as it is)" : "PIN", "password", ""),
        new("role", "No role", "radio", "", Text(data, "role").Length == 0),
        .. names.Of("role").Select(role => new FormInput("role", role.Value, "radio", role.Key, Text(data, "role") == role.Key)),
        .. PermissionList.ToForm(data),
    ];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);

        SetText(data, "role", form["role"].ToString());
        PermissionList.Apply(form, data);
        var pin = form["pin"].ToString();
        if (pin.Length == 0 && data.ContainsKey("pin"))
            return;
        if (pin.Length is < 4 or > 12 || pin.Any(digit => !char.IsAsciiDigit(digit)))
            throw new FormatException("A PIN has 4 to 12 digits.");

        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Hash(pin, salt, Iterations);
        data["pin"] = new JsonObject
        {
            ["algorithm"] = "pbkdf2-sha256",
            ["iterations"] = Iterations,
            ["salt"] = Convert.ToBase64String(salt),
            ["hash"] = Convert.ToBase64String(hash),
        };
    }

    public override async Task<string?> FindConflictAsync(StoreSession session, string id, IFormCollection form)
    {
        var pin = form["pin"].ToString();
        if (pin.Length == 0 || (await SettingsEditing.FindAsync(session))["pins_are_unique"]?.GetValue<bool>() is not true)
            return null;
        var others = (await ReferenceTable.ListKindAsync(session, Kind)).Where(row => row.Id != id);
        return others.Any(row => IsPin(pin, JsonNode.Parse(row.Data!)!["pin"])) ? "Somebody else has this PIN. Choose another one." : null;
    }

    public override string Describe(JsonObject data) => "";

    private static bool IsPin(string pin, JsonNode? kept) => kept is not null
        && CryptographicOperations.FixedTimeEquals(
            Hash(pin, Convert.FromBase64String(kept["salt"]!.GetValue<string>()), kept["iterations"]!.GetValue<int>()), Convert.FromBase64String(kept["hash"]!.GetValue<string>()));

    private static byte[] Hash(string pin, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
