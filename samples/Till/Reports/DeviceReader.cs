using System.Collections.Immutable;
using System.Text.Json;
using PosEngine;
using PosEngine.Receipts;

namespace Till.Reports;

/// <summary>Asks the engine for what the device has.</summary>
internal static class DeviceReader
{
    private const int Page = 500;

    public static async Task<DeviceFigures> ReadAsync(IPosEngine pos)
    {
        var figures = new DeviceFigures(await ListAsync(pos), (await pos.Journal.VerifyAsync()).BrokenAt is null);
        await foreach (var entry in pos.Journal.ReadAsync())
            figures = Add(figures with { Entries = figures.Entries + 1 }, entry.Body);
        return figures;
    }

    private static async Task<ImmutableArray<ReceiptSummary>> ListAsync(IPosEngine pos)
    {
        var newestFirst = new List<ReceiptSummary>();
        IReadOnlyList<ReceiptSummary> page;
        do
        {
            page = (await pos.Receipts.ListAsync(new() { Limit = Page, Before = newestFirst.LastOrDefault()?.Sequence })).EnsureDone();
            newestFirst.AddRange(page);
        }
        while (page.Count == Page);
        newestFirst.Reverse();
        return [.. newestFirst];
    }

    // Starts and Z reports as the journal has them: what the back office was sent, not what a list was made of.
    private static DeviceFigures Add(DeviceFigures figures, ReadOnlyMemory<byte> json)
    {
        using var body = JsonDocument.Parse(json);
        return body.RootElement.GetProperty("kind").GetString() switch
        {
            "engine-started" => figures with { Starts = figures.Starts + 1 },
            "shift-closed" => Add(figures, body.RootElement.GetProperty("data")),
            _ => figures,
        };
    }

    private static DeviceFigures Add(DeviceFigures figures, JsonElement shift) => figures with
    {
        Shifts = figures.Shifts + 1,
        ShiftTotal = figures.ShiftTotal + PoundsOf(shift.GetProperty("gross")),
        ShiftVat = figures.ShiftVat + PoundsOf(shift.GetProperty("tax")),
    };

    private static decimal PoundsOf(JsonElement units) => Money.FromUnits(units.GetInt64()).ToDecimal();
}
