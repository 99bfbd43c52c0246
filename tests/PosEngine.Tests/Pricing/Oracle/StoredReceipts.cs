using System.Text;
using System.Text.Json;
using CsCheck;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Receipts as files: what a till may sell, priced, written and read again.</summary>
internal static class StoredReceipts
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = EntryBody.WriterOptions.Encoder };

    /// <summary>Whatever a ticket of the till can hold, under any policy. What was priced before comes with refunds.</summary>
    public static readonly Gen<PriceRequest> Tickets = RandomTickets.All.Select(request => request with
    {
        Lines = [.. request.Lines.Select(line => line with { Stored = null })],
    });

    public static Receipt Of(PriceRequest request, PricedTicket priced) => new()
    {
        Id = new(RandomTickets.Id(1)),
        Number = "1-1001",
        TicketId = new(RandomTickets.Id(2)),
        ShiftId = new(RandomTickets.Id(3)),
        EmployeeId = new(RandomTickets.Id(4)),
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch,
        Currency = request.Currency,
        Policy = request.Policy,
        Lines = [.. request.Lines.Select(LineOf)],
        Discounts = request.Discounts,
        Surcharges = request.Surcharges,
        IsTaxFree = request.IsTaxFree,
        Priced = priced,
        Payments = [],
    };

    public static string Write(Receipt receipt, Action<Utf8JsonWriter, Receipt>? writeMembers = null, bool isIndented = false)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, isIndented ? Indented : EntryBody.WriterOptions))
        {
            writer.WriteStartObject();
            (writeMembers ?? ReceiptFormat.WriteMembers)(writer, receipt);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static Receipt Read(string json, Func<JsonElement, Receipt>? read = null)
    {
        using var document = JsonDocument.Parse(json);
        return (read ?? ReadData)(document.RootElement);
    }

    private static Receipt ReadData(JsonElement data) =>
        ReceiptFormat.Read(new(DateTimeOffset.UnixEpoch, ClockOffset: null, new EmployeeId(RandomTickets.Id(4))), data);

    public static TicketLine LineOf(PriceLine line) => new()
    {
        Id = line.Id,
        Name = "Something",
        UnitPrice = line.UnitPrice,
        PriceBaseQuantity = line.PriceBaseQuantity,
        Quantity = line.Quantity,
        Modifiers = line.Modifiers,
        Taxes = line.Taxes,
        Components = line.Components,
        Discounts = line.Discounts,
        Surcharges = line.Surcharges,
        IsDiscountable = line.IsDiscountable,
        BusinessCase = line.BusinessCase,
        Listed = line.Listed,
    };
}
