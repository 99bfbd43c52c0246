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
        ("view_all_receipts", Permissions.ViewAllReceipts),
        ("void_lines", Permissions.VoidLines),
        ("open_drawer", Permissions.OpenDrawer),
        ("manage_all_tickets", Permissions.ManageAllTickets),
        ("cash_movements", Permissions.CashMovements),
        ("close_others_shift", Permissions.CloseOthersShift),
        ("manage_settings", Permissions.ManageSettings),
        ("training", Permissions.Training),
        ("refunds_without_receipt", Permissions.RefundsWithoutReceipt),
    ];

    /// <summary>Everything: on a till that stands alone nobody is there to divide it up.</summary>
    public static Permissions All => Known.Aggregate(Permissions.None, static (all, known) => all | known.Permission);

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> member, Permissions permissions)
    {
        writer.WriteStartArray(member);
        foreach (var (name, permission) in Known)
        {
            if (permissions.HasFlag(permission))
                writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    public static Permissions Read(JsonElement owner)
    {
        var permissions = Permissions.None;
        if (owner.TryGetProperty("permissions"u8, out var names))
        {
            foreach (var name in names.EnumerateArray())
                permissions |= Known.FirstOrDefault(known => name.ValueEquals(known.Name)).Permission;
        }

        return permissions;
    }
}
