using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What a ticket without a receipt holds, as JSON: taxes once, lines that refer to them, discounts, surcharges, policy.</summary>
internal static class TicketFormat
{
    /// <summary>All taxes that some lines have or may come to have, and of what stands beside them, each once.</summary>
    public static List<Tax> TaxesOf(IEnumerable<TicketLine> lines, ImmutableArray<Discount> discounts, ImmutableArray<Surcharge> surcharges)
    {
        var taxes = new List<Tax>();
        foreach (var line in lines)
        {
            Add(line.Taxes, line.Components);
            foreach (var rule in line.TaxRules)
                Add(rule.Taxes, rule.Components);
        }

        foreach (var discount in discounts)
            Add(discount.Taxes ?? [], []);
        foreach (var surcharge in surcharges)
            Add(surcharge.Taxes ?? [], []);
        return taxes;

        void Add(ImmutableArray<Tax> more, ImmutableArray<PriceComponent> components)
        {
            foreach (var tax in more)
            {
                if (!taxes.Contains(tax))
                    taxes.Add(tax);
            }

            foreach (var component in components)
                Add(component.Taxes, []);
        }
    }

    public static void WriteTaxes(Utf8JsonWriter writer, List<Tax> taxes) => WriteTaxes(writer, "taxes"u8, taxes);

    public static void WriteTaxes(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<Tax> taxes)
    {
        writer.WriteStartArray(name);
        foreach (var tax in taxes)
        {
            writer.WriteStartObject();
            PricingFormat.WriteTax(writer, tax);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteLines(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<TicketLine> lines, List<Tax> taxes)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStartObject();
            LineFormat.Write(writer, line, taxes);
            WriteAdjustments(writer, line.Discounts, line.Surcharges, taxes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A ticket that has no receipt yet: everything needed to go on ringing it up after a restart.</summary>
    public static void Write(Utf8JsonWriter writer, TicketContent content)
    {
        var taxes = TaxesOf(content.Lines.ToArray().Concat(content.RemovedLines), content.Discounts, content.Surcharges);
        writer.WriteStartObject();
        if (content.StartedAt is { } started)
            writer.WriteTime("started"u8, started);
        if (content.CustomerId is { } customer)
            writer.WriteString("customer"u8, customer.Value);
        if (content.Note is { } note)
            writer.WriteString("note"u8, note);
        if (content.DiningOption is { } option)
            writer.WriteString("dining_option"u8, option);
        if (content.DiningOptionId is { } optionId)
            writer.WriteString("dining_option_id"u8, optionId.Value);
        if (content.IsTaxFree)
            writer.WriteBoolean("tax_free"u8, true);
        if (content.PriceListId is { } list)
            writer.WriteString("price_list"u8, list.Value);
        if (!content.Prepaid.IsZero)
            writer.WriteNumber("prepaid"u8, content.Prepaid.Units);
        PricingFormat.WritePolicy(writer, content.Policy);
        WriteTaxes(writer, taxes);
        WriteLines(writer, "lines"u8, content.Lines.ToArray(), taxes);
        if (!content.RemovedLines.IsEmpty)
            WriteLines(writer, "removed_lines"u8, content.RemovedLines, taxes);
        WriteOptional(writer, "overrides"u8, content.Overrides, made =>
        {
            writer.WriteString("employee"u8, made.By.Value);
            made.WriteMembers(writer);
        });
        WriteOptional(writer, "voids"u8, content.Voids, made =>
        {
            writer.WriteString("employee"u8, made.By.Value);
            made.WriteMembers(writer);
        });
        WriteOptional(writer, "permissions_used"u8, content.PermissionUses, made =>
        {
            writer.WriteString("employee"u8, made.By.Value);
            made.WriteMembers(writer);
        });
        WriteOptional(writer, "ages"u8, content.AgeConfirmations, made =>
        {
            writer.WriteString("employee"u8, made.By.Value);
            made.WriteMembers(writer);
        });
        if (content.ParkedBy is { } parker)
            writer.WriteString("parked_by"u8, parker.Value);
        if (content.Parking is { } parking)
            writer.WriteString("parking"u8, parking.Value);
        if (content.Predefined is { } predefined)
            writer.WriteString("predefined"u8, predefined.Value);
        if (content.IsTraining)
            writer.WriteBoolean("training"u8, true);
        WriteAdjustments(writer, content.Discounts, content.Surcharges, taxes);
        writer.WriteEndObject();
    }

    public static TicketContent Read(JsonElement ticket)
    {
        var taxes = ReadArray(ticket.GetProperty("taxes"u8), PricingFormat.ReadTax);
        return new TicketContent
        {
            StartedAt = ticket.TryGetProperty("started"u8, out var started) ? started.GetTime() : null,
            CustomerId = ticket.TryGetProperty("customer"u8, out var customer) ? new CustomerId(customer.GetGuid()) : null,
            Note = ticket.TryGetProperty("note"u8, out var note) ? note.GetString() : null,
            DiningOption = ticket.TryGetProperty("dining_option"u8, out var option) ? option.GetString() : null,
            DiningOptionId = ticket.TryGetProperty("dining_option_id"u8, out var optionId) ? new DiningOptionId(optionId.GetGuid()) : null,
            IsTaxFree = ticket.TryGetProperty("tax_free"u8, out var isTaxFree) && isTaxFree.GetBoolean(),
            PriceListId = ticket.TryGetProperty("price_list"u8, out var list) ? new PriceListId(list.GetGuid()) : null,
            Prepaid = FigureFormat.OptionalMoneyOf(ticket, "prepaid"u8),
            Policy = PricingFormat.ReadPolicy(ticket.GetProperty("policy"u8)),
            Lines = ReadArray(ticket.GetProperty("lines"u8), line => LineFormat.Read(line, taxes)),
            RemovedLines = ReadOptional(ticket, "removed_lines"u8, line => LineFormat.Read(line, taxes)),
            Overrides = ReadOptional(ticket, "overrides"u8, LineOverride.Read),
            Voids = ReadOptional(ticket, "voids"u8, static made => LineVoid.Read(made)),
            PermissionUses = ReadOptional(ticket, "permissions_used"u8, PermissionUse.Read),
            AgeConfirmations = ReadOptional(ticket, "ages"u8, AgeConfirmation.Read),
            ParkedBy = ticket.TryGetProperty("parked_by"u8, out var parker) ? new EmployeeId(parker.GetGuid()) : null,
            Parking = ticket.TryGetProperty("parking"u8, out var parking) ? new ParkingId(parking.GetGuid()) : null,
            Predefined = ticket.TryGetProperty("predefined"u8, out var predefined) ? new PredefinedTicketId(predefined.GetGuid()) : null,
            IsTraining = ticket.TryGetProperty("training"u8, out var training) && training.GetBoolean(),
            Discounts = ReadOptional(ticket, "discounts"u8, discount => PricingFormat.ReadDiscount(discount, taxes)),
            Surcharges = ReadOptional(ticket, "surcharges"u8, surcharge => PricingFormat.ReadSurcharge(surcharge, taxes)),
        };
    }

    public static ImmutableArray<T> ReadArray<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var values = ImmutableArray.CreateBuilder<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
            values.Add(read(element));
        return values.MoveToImmutable();
    }

    /// <summary>An array that is missing where it is empty.</summary>
    public static ImmutableArray<T> ReadOptional<T>(JsonElement element, ReadOnlySpan<byte> name, Func<JsonElement, T> read) =>
        element.TryGetProperty(name, out var array) ? ReadArray(array, read) : [];

    private static void WriteAdjustments(Utf8JsonWriter writer, ImmutableArray<Discount> discounts, ImmutableArray<Surcharge> surcharges, List<Tax> taxes)
    {
        WriteOptional(writer, "discounts"u8, discounts, discount => PricingFormat.WriteDiscount(writer, discount, taxes));
        WriteOptional(writer, "surcharges"u8, surcharges, surcharge => PricingFormat.WriteSurcharge(writer, surcharge, taxes));
    }

    /// <summary>An array of objects that is left out where it is empty.</summary>
    public static void WriteOptional<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<T> values, Action<T> writeMembers)
    {
        if (values.IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStartObject();
            writeMembers(value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
