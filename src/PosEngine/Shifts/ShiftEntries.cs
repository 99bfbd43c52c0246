using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Shifts;

/// <summary>A shift was opened.</summary>
/// <param name="ShiftId">The shift.</param>
/// <param name="Number">Its number on this device.</param>
/// <param name="Floats">What is in each drawer.</param>
/// <param name="BusinessDate">The day that it belongs to; null where an earlier version has written the entry.</param>
internal sealed record ShiftOpened(ShiftId ShiftId, int Number, ImmutableArray<DrawerCash> Floats, DateOnly? BusinessDate) : EntryData
{
    public override string Kind => EntryKinds.ShiftOpened;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("number"u8, Number);
        writer.WriteNumber("float"u8, Floats.Sum(static drawer => drawer.Amount.Units));
        writer.WriteNumber("drawer"u8, Floats[0].Drawer);
        if (BusinessDate is { } day)
            writer.WriteDay("business_date"u8, day);
        if (Floats.Length == 1)
        {
            CashCounts.Write(writer, Floats[0].Counts);
            return;
        }

        writer.WriteStartArray("drawers"u8);
        foreach (var (drawer, amount, counts) in Floats)
        {
            writer.WriteStartObject();
            writer.WriteNumber("drawer"u8, drawer);
            writer.WriteNumber("float"u8, amount.Units);
            CashCounts.Write(writer, counts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static ShiftOpened Read(JsonElement data) => new(
        new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("number"u8).GetInt32(),
        data.TryGetProperty("drawers"u8, out var drawers) ? [.. drawers.EnumerateArray().Select(ReadFloat)] : [ReadFloat(data)],
        data.TryGetProperty("business_date"u8, out var day) ? day.GetDay() : null);

    private static DrawerCash ReadFloat(JsonElement drawer) => new(drawer.GetProperty("drawer"u8).GetInt32(), Money.FromUnits(drawer.GetProperty("float"u8).GetInt64()));
}

/// <summary>From now on cash goes through another drawer.</summary>
internal sealed record DrawerSelected(ShiftId ShiftId, int Drawer) : EntryData
{
    public override string Kind => EntryKinds.DrawerSelected;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("drawer"u8, Drawer);
    }

    public static DrawerSelected Read(JsonElement data) => new(new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("drawer"u8).GetInt32());
}

/// <summary>How cash goes into a drawer or out of it without a sale.</summary>
internal enum CashMove
{
    PayIn,
    PayOut,

    /// <summary>Into the safe.</summary>
    Drop,

    /// <summary>To employees, whose tips were paid by card.</summary>
    TipsOut,
}

/// <summary>Cash went into a drawer or out of it that was no sale.</summary>
internal sealed record CashMoved(CashMove Move, ShiftId ShiftId, Money Amount, string Reason, int Drawer) : EntryData
{
    public override string Kind => Move switch
    {
        CashMove.PayIn => EntryKinds.CashPaidIn,
        CashMove.PayOut => EntryKinds.CashPaidOut,
        CashMove.Drop => EntryKinds.CashDropped,
        _ => EntryKinds.TipsPaidOut,
    };

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("amount"u8, Amount.Units);
        writer.WriteString("reason"u8, Reason);
        writer.WriteNumber("drawer"u8, Drawer);
    }

    public static CashMoved Read(CashMove move, JsonElement data) => new(
        move, new ShiftId(data.GetProperty("shift"u8).GetGuid()), Money.FromUnits(data.GetProperty("amount"u8).GetInt64()), data.GetProperty("reason"u8).GetString()!,
        data.GetProperty("drawer"u8).GetInt32());
}

/// <summary>A drawer was opened without a sale.</summary>
internal sealed record DrawerOpened(ShiftId ShiftId, string Reason, int Drawer) : EntryData
{
    public static DrawerOpened Read(JsonElement data) =>
        new(new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("reason"u8).GetString()!, data.GetProperty("drawer"u8).GetInt32());

    public override string Kind => EntryKinds.DrawerOpened;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteString("reason"u8, Reason);
        writer.WriteNumber("drawer"u8, Drawer);
    }
}

/// <summary>What was counted in a drawer.</summary>
internal readonly record struct DrawerCount(int Drawer, Money Expected, Money Counted)
{
    public static ImmutableArray<DrawerCount> Of(ShiftReport report) =>
        [.. report.Drawers.Select(static drawer => new DrawerCount(drawer.Drawer, drawer.Cash.Expected, drawer.Cash.Counted!.Value))];

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("expected"u8, Expected.Units);
        writer.WriteNumber("counted"u8, Counted.Units);
        writer.WriteNumber("difference"u8, (Counted - Expected).Units);
        writer.WriteNumber("drawer"u8, Drawer);
    }

    /// <summary>All of them, each with the coins and notes that were counted in it.</summary>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<DrawerCount> drawers, ImmutableArray<DrawerCash> counts)
    {
        writer.WriteStartArray("drawers"u8);
        foreach (var drawer in drawers)
        {
            writer.WriteStartObject();
            drawer.Write(writer);
            CashCounts.Write(writer, counts, drawer.Drawer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>Cash of another currency in a drawer.</summary>
/// <param name="Drawer">The drawer.</param>
/// <param name="Total">What should be there, and what was counted where somebody did.</param>
internal readonly record struct ForeignCount(int Drawer, ForeignCashTotal Total)
{
    public static ImmutableArray<ForeignCount> Of(ShiftReport report) =>
        [.. report.Drawers.SelectMany(static drawer => drawer.ForeignCash.Select(total => new ForeignCount(drawer.Drawer, total)))];

    public static ImmutableArray<ForeignCount> Read(JsonElement data) =>
        data.TryGetProperty("foreign_cash"u8, out var all) ? [.. all.EnumerateArray().Select(static cash => new ForeignCount(
            cash.GetProperty("drawer"u8).GetInt32(),
            new ForeignCashTotal(Currency.FromCode(cash.GetProperty("currency"u8).GetString()!), Money.FromUnits(cash.GetProperty("expected"u8).GetInt64()))
            {
                Counted = cash.TryGetProperty("counted"u8, out var counted) ? Money.FromUnits(counted.GetInt64()) : null,
            }))] : [];

    public static void Write(Utf8JsonWriter writer, ImmutableArray<ForeignCount> all)
    {
        if (all.IsEmpty)
            return;
        writer.WriteStartArray("foreign_cash"u8);
        foreach (var (drawer, total) in all)
        {
            writer.WriteStartObject();
            writer.WriteNumber("drawer"u8, drawer);
            writer.WriteString("currency"u8, total.Currency.Code);
            writer.WriteNumber("expected"u8, total.Expected.Units);
            if (total is { Counted: { } counted, Difference: { } difference })
            {
                writer.WriteNumber("counted"u8, counted.Units);
                writer.WriteNumber("difference"u8, difference.Units);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>A count was refused for want of a reason. It stands on record, so that nobody finds out what should be in a drawer by trying.</summary>
internal sealed record CountRefused(ShiftId ShiftId, ImmutableArray<DrawerCount> Drawers) : EntryData
{
    public override string Kind => EntryKinds.CountRefused;

    /// <summary>What coins and notes were counted, by drawer.</summary>
    public ImmutableArray<DrawerCash> Counts { get; init; } = [];

    public ImmutableArray<ForeignCount> Foreign { get; init; } = [];

    public static CountRefused Of(ShiftReport report) => new(report.Id, DrawerCount.Of(report)) { Foreign = ForeignCount.Of(report) };

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        DrawerCount.Write(writer, Drawers, Counts);
        ForeignCount.Write(writer, Foreign);
    }

    /// <summary>What the state has to know of it: that it was.</summary>
    public static CountRefused Read(JsonElement data) => new(new ShiftId(data.GetProperty("shift"u8).GetGuid()), []);
}

/// <summary>Coins and notes in the journal.</summary>
internal static class CashCounts
{
    /// <summary>What was counted in one drawer.</summary>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<DrawerCash> counted, int drawer) => Write(writer, counted.FirstOrDefault(cash => cash.Drawer == drawer).Counts);

    public static void Write(Utf8JsonWriter writer, ImmutableArray<CashCount> counts)
    {
        if (counts.IsDefaultOrEmpty)
            return;
        writer.WriteStartArray("denominations"u8);
        foreach (var (value, count) in counts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("value"u8, value.Units);
            writer.WriteNumber("count"u8, count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>A shift was closed, with the main figures of its Z report; the rest follows from the entries it holds.</summary>
internal sealed record ShiftClosed(ShiftId ShiftId, int Number, ImmutableArray<DrawerCount> Drawers, int Receipts, Money Gross, Money Tax) : EntryData
{
    public override string Kind => EntryKinds.ShiftClosed;

    /// <summary>Why it differs, where somebody said so.</summary>
    public string? Reason { get; init; }

    /// <summary>The numbers of its first and last receipt; null where it has none.</summary>
    public (string? First, string? Last) Numbers { get; init; }

    /// <summary>What was ever sold on the device.</summary>
    public GrandTotals Running { get; init; }

    /// <summary>The cash of other currencies.</summary>
    public ImmutableArray<ForeignCount> Foreign { get; init; } = [];

    /// <summary>What was counted, drawer by drawer.</summary>
    public ImmutableArray<DrawerCash> Counted =>
    [
        .. Drawers.Select(drawer => new DrawerCash(drawer.Drawer, drawer.Counted)
        {
            Foreign = [.. Foreign.Where(cash => cash.Drawer == drawer.Drawer && cash.Total.Counted is not null).Select(static cash => new ForeignCashCount(cash.Total.Currency, cash.Total.Counted!.Value))],
        }),
    ];

    /// <summary>What coins and notes were counted, by drawer. Not part of the report.</summary>
    public ImmutableArray<DrawerCash> Counts { get; init; } = [];

    public static ShiftClosed Of(ShiftReport report) => new(
        report.Id, report.Number, DrawerCount.Of(report), report.ReceiptCount, report.Totals.Gross, report.Totals.Tax)
    {
        Reason = report.DifferenceReason,
        Numbers = (report.FirstReceipt, report.LastReceipt),
        Running = report.Running,
        Foreign = ForeignCount.Of(report),
    };

    public bool Equals(ShiftClosed? other) => other is not null
        && (ShiftId, Number, Receipts, Gross, Tax) == (other.ShiftId, other.Number, other.Receipts, other.Gross, other.Tax)
        && (Reason, Numbers, Running) == (other.Reason, other.Numbers, other.Running) && Drawers.SequenceEqual(other.Drawers) && Foreign.SequenceEqual(other.Foreign);

    public override int GetHashCode() => ShiftId.GetHashCode();

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("shift"u8, ShiftId.Value);
        writer.WriteNumber("number"u8, Number);
        Drawers.Aggregate(static (all, drawer) => new(all.Drawer, all.Expected + drawer.Expected, all.Counted + drawer.Counted)).Write(writer);
        writer.WriteNumber("receipts"u8, Receipts);
        writer.WriteNumber("gross"u8, Gross.Units);
        writer.WriteNumber("tax"u8, Tax.Units);
        if (Reason is not null)
            writer.WriteString("reason"u8, Reason);
        if (Numbers.First is { } first)
        {
            writer.WriteString("first_receipt"u8, first);
            writer.WriteString("last_receipt"u8, Numbers.Last);
        }

        WriteRunning(writer);
        ForeignCount.Write(writer, Foreign);
        if (Drawers.Length == 1)
        {
            CashCounts.Write(writer, Counts, Drawers[0].Drawer);
            return;
        }

        DrawerCount.Write(writer, Drawers, Counts);
    }

    public static ShiftClosed Read(JsonElement data) => new(
        new ShiftId(data.GetProperty("shift"u8).GetGuid()), data.GetProperty("number"u8).GetInt32(),
        data.TryGetProperty("drawers"u8, out var drawers) ? [.. drawers.EnumerateArray().Select(ReadCount)] : [ReadCount(data)],
        data.GetProperty("receipts"u8).GetInt32(), MoneyOf(data, "gross"u8), MoneyOf(data, "tax"u8))
    {
        Reason = data.TryGetProperty("reason"u8, out var reason) ? reason.GetString() : null,
        Numbers = data.TryGetProperty("first_receipt"u8, out var first) ? (first.GetString(), data.GetProperty("last_receipt"u8).GetString()) : default,
        Running = data.TryGetProperty("running"u8, out var running)
            ? new(running.GetProperty("receipts"u8).GetInt64(), MoneyOf(running, "sales"u8), MoneyOf(running, "refunds"u8))
            : default,
        Foreign = ForeignCount.Read(data),
    };

    private void WriteRunning(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("running"u8);
        writer.WriteNumber("receipts"u8, Running.Receipts);
        writer.WriteNumber("sales"u8, Running.Sales.Units);
        writer.WriteNumber("refunds"u8, Running.Refunds.Units);
        writer.WriteEndObject();
    }

    private static DrawerCount ReadCount(JsonElement data) => new(data.GetProperty("drawer"u8).GetInt32(), MoneyOf(data, "expected"u8), MoneyOf(data, "counted"u8));

    private static Money MoneyOf(JsonElement data, ReadOnlySpan<byte> name) => Money.FromUnits(data.GetProperty(name).GetInt64());
}
