using System.Text.Json.Nodes;
using PosEngine.Journal;
using PosEngine.Reference;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>Customers as docs/protocol.md has them.</summary>
internal static class CustomerFormat
{
    public const string Kind = "customer";

    public static Customer Read(string json) => ReferenceJson.Parse(json, static customer => new Customer
    {
        Id = new CustomerId(customer.GetProperty("id").GetGuid()),
        Name = customer.Text("name"),
        Email = customer.OptionalText("email"),
        Phone = customer.OptionalText("phone"),
        Note = customer.OptionalText("note"),
        IsTaxFree = customer.Flag("tax_free", otherwise: false),
        PriceListId = customer.OptionalText("price_list") is { } list ? new PriceListId(Guid.ParseExact(list, "D")) : null,
        CreditLimit = customer.OptionalNumber("credit_limit") is { } limit ? Money.FromUnits(limit) : null,
        Points = customer.OptionalNumber("points") ?? 0,
        StoreCredit = Money.FromUnits(customer.OptionalNumber("store_credit") ?? 0),
        Owed = Money.FromUnits(customer.OptionalNumber("owed") ?? 0),
    });

    /// <summary>The members that a device may set. What is not there is null, which removes it.</summary>
    public static string Write(CustomerDetails details) => JournalJson.Object(writer =>
    {
        writer.WriteString("name"u8, details.Name.Trim());
        writer.WriteString("email"u8, TextOf(details.Email));
        writer.WriteString("phone"u8, TextOf(details.Phone));
        writer.WriteString("note"u8, TextOf(details.Note));
        writer.WriteBoolean("tax_free"u8, details.IsTaxFree);
    });

    /// <summary>The whole state after a change, where there is no back office to say so.</summary>
    public static string Merge(CustomerId id, string? before, string change)
    {
        var customer = before is null ? new JsonObject { ["id"] = id.ToString() } : (JsonObject)JsonNode.Parse(before)!;
        MergePatch.Apply(customer, (JsonObject)JsonNode.Parse(change)!);
        if (before is null)
            customer["credit_limit"] = 0; // Whom a till has just met owes nothing.
        return customer.ToJsonString();
    }

    private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
