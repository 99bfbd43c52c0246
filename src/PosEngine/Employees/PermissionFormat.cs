using System.Text.Json;

namespace PosEngine.Employees;

/// <summary>Permissions as docs/protocol.md names them. Those of a newer back office are skipped: whoever has them may do no more here than this version knows.</summary>
internal static class PermissionFormat
{
    private static readonly (string Name, Permissions Permission)[] Known =
    [
        ("restricted_discounts", Permissions.RestrictedDiscounts),
        ("refunds", Permissions.Refunds),
        ("refunds_otherwise", Permissions.RefundsOtherwise),
        ("price_overrides", Permissions.PriceOverrides),
        ("tax_overrides", Permissions.TaxOverrides),
    ];

    /// <summary>Everything: on a till that stands alone nobody is there to divide it up.</summary>
    public static Permissions All => Known.Aggregate(Permissions.None, static (all, known) => all | known.Permission);

    public static void Write(Utf8JsonWriter writer, Permissions permissions)
    {
        writer.WriteStartArray("permissions"u8);
        foreach (var (name, permission) in Known)
        {
            if (permissions.HasFlag(permission))
                writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    public static Permissions Read(JsonElement employee)
    {
        var permissions = Permissions.None;
        if (employee.TryGetProperty("permissions"u8, out var names))
        {
            foreach (var name in names.EnumerateArray())
                permissions |= Known.FirstOrDefault(known => name.ValueEquals(known.Name)).Permission;
        }

        return permissions;
    }
}
