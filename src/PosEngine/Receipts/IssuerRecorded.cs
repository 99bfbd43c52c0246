using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;

namespace PosEngine.Receipts;

/// <summary>Something of what issues receipts has changed. Every receipt names the entry that held when it was completed.</summary>
internal sealed record IssuerRecorded(ReceiptIssuer Issuer) : EntryData
{
    public override string Kind => EntryKinds.Issuer;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        WriteKnown(writer, "shop_name"u8, Issuer.ShopName);
        WriteKnown(writer, "address"u8, Issuer.Address);
        WriteKnown(writer, "tax_number"u8, Issuer.TaxNumber);
        WriteKnown(writer, "time_zone"u8, Issuer.TimeZone);
        writer.WriteString("device"u8, Issuer.DeviceId.Value);
        writer.WriteNumber("device_number"u8, Issuer.DeviceNumber);
        writer.WriteString("serial"u8, Issuer.DeviceSerial);
        writer.WriteString("software"u8, Issuer.Software);
        WriteKnown(writer, "application"u8, Issuer.Application);
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in Issuer.Taxes)
        {
            writer.WriteStartObject();
            PricingFormat.WriteTax(writer, tax);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static IssuerRecorded Read(JsonElement data) => new(new ReceiptIssuer
    {
        ShopName = Text(data, "shop_name"u8) ?? "",
        Address = Text(data, "address"u8) ?? "",
        TaxNumber = Text(data, "tax_number"u8) ?? "",
        TimeZone = Text(data, "time_zone"u8),
        Taxes = [.. data.GetProperty("taxes"u8).EnumerateArray().Select(PricingFormat.ReadTax)],
        DeviceId = new(data.GetProperty("device"u8).GetGuid()),
        DeviceNumber = data.GetProperty("device_number"u8).GetInt32(),
        DeviceSerial = data.GetProperty("serial"u8).GetString()!,
        Software = data.GetProperty("software"u8).GetString()!,
        Application = Text(data, "application"u8),
    });

    private static void WriteKnown(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            writer.WriteString(name, text);
    }

    private static string? Text(JsonElement data, ReadOnlySpan<byte> name) => data.TryGetProperty(name, out var text) ? text.GetString() : null;
}
