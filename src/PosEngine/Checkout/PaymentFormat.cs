using System.Text.Json;
using PosEngine.Ledger;

namespace PosEngine.Checkout;

/// <summary>A payment in the bodies of entries: whole, so that a way to pay that is renamed or removed later does not change it.</summary>
internal static class PaymentFormat
{
    public static void Write(Utf8JsonWriter writer, ReceivedPayment payment)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, payment.Id.Value);
        writer.WriteString("type"u8, payment.Type.Id.Value);
        writer.WriteString("name"u8, payment.Type.Name);
        writer.WriteString("kind"u8, WireNames.PaymentKinds[payment.Type.Kind]);
        if (payment.Type.GivesChange is { } givesChange)
            writer.WriteBoolean("gives_change"u8, givesChange);
        writer.WriteNumber("amount"u8, payment.Amount.Units);
        if (payment.Code is { } code)
            writer.WriteString("code"u8, code);
        if (payment.Points is { } points)
            writer.WriteNumber("points"u8, points);
        if (payment.Foreign is { } foreign)
        {
            writer.WriteStartObject("foreign"u8);
            writer.WriteString("currency"u8, foreign.Currency.Code);
            writer.WriteNumber("amount"u8, foreign.Amount.Units);
            writer.WriteNumber("rate_numerator"u8, foreign.Rate.Numerator);
            writer.WriteNumber("rate_denominator"u8, foreign.Rate.Denominator);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public static ReceivedPayment Read(JsonElement payment) => new(
        new PaymentId(payment.GetProperty("id"u8).GetGuid()),
        new PaymentType
        {
            Id = new PaymentTypeId(payment.GetProperty("type"u8).GetGuid()),
            Name = payment.GetProperty("name"u8).GetString()!,
            Kind = WireNames.PaymentKinds.Parse(payment.GetProperty("kind"u8).GetString()),
            GivesChange = payment.TryGetProperty("gives_change"u8, out var givesChange) ? givesChange.GetBoolean() : null,
        },
        Money.FromUnits(payment.GetProperty("amount"u8).GetInt64()))
    {
        Points = payment.TryGetProperty("points"u8, out var points) ? points.GetInt64() : null,
        Code = payment.TryGetProperty("code"u8, out var code) ? code.GetString() : null,
        Foreign = payment.TryGetProperty("foreign"u8, out var foreign) ? ReadForeign(foreign) : null,
    };

    private static ForeignCash ReadForeign(JsonElement foreign) => new(
        Currency.FromCode(foreign.GetProperty("currency"u8).GetString()!),
        Money.FromUnits(foreign.GetProperty("amount"u8).GetInt64()),
        new ExchangeRate(foreign.GetProperty("rate_numerator"u8).GetInt64(), foreign.GetProperty("rate_denominator"u8).GetInt64()));
}
