using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Shifts;

/// <summary>A shift was opened.</summary>
/// <param name="ShiftId">The shift.</param>
/// <param name="Number">Its number on this device.</param>
/// <param name="Float">What is in the drawer.</param>
/// <param name="BusinessDate">The day that it belongs to; null where an earlier version has written the entry.</param>
internal sealed record ShiftOpened(ShiftId ShiftId, int Number, Money Float, DateOnly? BusinessDate) : EntryData
{
    public override string Kind => EntryKinds.ShiftOpened;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("number"u8, Number);
        writer.WriteNumber("float"u8, Float.Units);
        writer.WriteNumber("drawer"u8, ShiftFold.Drawer);
        if (BusinessDate is { } day)
            writer.WriteDay("business_date"u8, day);
    }

    public static ShiftOpened Read(JsonElement data) => new(
        new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("number"u8).GetInt32(), Money.FromUnits(data.GetProperty("float"u8).GetInt64()),
        data.TryGetProperty("business_date"u8, out var day) ? day.GetDay() : null);
}

/// <summary>Cash went into the drawer or out of it that was no sale.</summary>
internal sealed record CashMoved(bool IsIn, ShiftId ShiftId, Money Amount, string Reason) : EntryData
{
    public override string Kind => IsIn ? EntryKinds.CashPaidIn : EntryKinds.CashPaidOut;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("amount"u8, Amount.Units);
        writer.WriteString("reason"u8, Reason);
        writer.WriteNumber("drawer"u8, ShiftFold.Drawer);
    }

    public static CashMoved Read(bool isIn, JsonElement data) => new(
        isIn, new ShiftId(data.GetProperty("shift"u8).GetGuid()), Money.FromUnits(data.GetProperty("amount"u8).GetInt64()), data.GetProperty("reason"u8).GetString()!);
}

/// <summary>The drawer was opened without a sale.</summary>
internal sealed record DrawerOpened(ShiftId ShiftId, string Reason) : EntryData
{
    public override string Kind => EntryKinds.DrawerOpened;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteString("reason"u8, Reason);
        writer.WriteNumber("drawer"u8, ShiftFold.Drawer);
    }
}

/// <summary>A shift was closed, with the main figures of its Z report; the rest follows from the entries it holds.</summary>
internal sealed record ShiftClosed(ShiftId ShiftId, int Number, Money Expected, Money Counted, int Receipts, Money Gross, Money Tax) : EntryData
{
    public override string Kind => EntryKinds.ShiftClosed;

    public static ShiftClosed Of(ShiftReport report) => new(
        report.Id, report.Number, report.Cash.Expected, report.Cash.Counted!.Value, report.ReceiptCount, report.Totals.Gross, report.Totals.Tax);

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("number"u8, Number);
        writer.WriteNumber("expected"u8, Expected.Units);
        writer.WriteNumber("counted"u8, Counted.Units);
        writer.WriteNumber("difference"u8, (Counted - Expected).Units);
        writer.WriteNumber("drawer"u8, ShiftFold.Drawer);
        writer.WriteNumber("receipts"u8, Receipts);
        writer.WriteNumber("gross"u8, Gross.Units);
        writer.WriteNumber("tax"u8, Tax.Units);
    }

    public static ShiftClosed Read(JsonElement data) => new(
        new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("number"u8).GetInt32(), MoneyOf(data, "expected"u8), MoneyOf(data, "counted"u8),
        data.GetProperty("receipts"u8).GetInt32(), MoneyOf(data, "gross"u8), MoneyOf(data, "tax"u8));

    private static Money MoneyOf(JsonElement data, ReadOnlySpan<byte> name) => Money.FromUnits(data.GetProperty(name).GetInt64());
}
