using System.Text.Json;
using PosEngine.Ledger;

namespace PosEngine.Checkout;

/// <summary>A payment in the bodies of entries: whole, so that a way to pay that is renamed or removed later does not change it.</summary>
internal static class PaymentFormat
{
    public static void Write(Utf8JsonWriter writer, PaymentId id, PaymentType type, Money amount)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id.Value);
        writer.WriteString("type"u8, type.Id.Value);
        writer.WriteString("name"u8, type.Name);
        writer.WriteString("kind"u8, WireNames.PaymentKinds[type.Kind]);
        writer.WriteNumber("amount"u8, amount.Units);
        writer.WriteEndObject();
    }

    public static (PaymentId Id, PaymentType Type, Money Amount) Read(JsonElement payment) => (
        new PaymentId(payment.GetProperty("id"u8).GetGuid()),
        new PaymentType
        {
            Id = new PaymentTypeId(payment.GetProperty("type"u8).GetGuid()),
            Name = payment.GetProperty("name"u8).GetString()!,
            Kind = WireNames.PaymentKinds.Parse(payment.GetProperty("kind"u8).GetString()),
        },
        Money.FromUnits(payment.GetProperty("amount"u8).GetInt64()));
}
