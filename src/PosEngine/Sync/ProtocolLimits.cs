using System.Collections.Immutable;
using System.Text.Json;

namespace PosEngine.Sync;

/// <summary>The limits of docs/protocol.md. What is beyond them is the caller's mistake, and is never sent.</summary>
internal static class ProtocolLimits
{
    /// <summary>Changes in one page of reference data, and customers in one answer.</summary>
    public const int PullChangesMax = 1_000;

    private const int StockItemsMax = 500;
    private const int ReceiptsMax = 100;
    private const int CursorLengthMax = 100;
    private const int AccountLengthMax = 100;

    public static void CheckPull(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PullChangesMax);
    }

    public static void CheckStock(ImmutableArray<ItemId> items)
    {
        if (items.IsDefaultOrEmpty || items.Length > StockItemsMax)
            throw new ArgumentException($"1 to {StockItemsMax} items are asked about at a time.", nameof(items));
    }

    public static void CheckLookup(ReceiptLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        if (lookup.Limit is < 1 or > ReceiptsMax)
            throw new ArgumentOutOfRangeException(nameof(lookup), lookup.Limit, $"1 to {ReceiptsMax} receipts are asked for at a time.");
        if (lookup.Before is { Length: 0 or > CursorLengthMax })
            throw new ArgumentException($"A cursor has 1 to {CursorLengthMax} characters.", nameof(lookup));
    }

    public static void CheckIntent(RefundIntent intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        if (intent.Lines.IsDefaultOrEmpty || intent.Lines.Any(line => line.Quantity.IsZero == line.Amount.IsZero || line.Amount.IsNegative) || intent.Lines.DistinctBy(line => line.Line).Count() < intent.Lines.Length)
            throw new ArgumentException("A refund is of at least one line, of each once, and of a quantity or an amount of it.", nameof(intent));
    }

    public static void CheckAccount(StoredValueAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (string.IsNullOrWhiteSpace(account.Id) || account.Id.Length > AccountLengthMax)
            throw new ArgumentException($"An account has 1 to {AccountLengthMax} characters.", nameof(account));
    }

    public static void CheckMove(StoredValueMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        CheckAccount(move.Account);
        ArgumentOutOfRangeException.ThrowIfZero(move.Amount);
    }

    public static void CheckCustomers(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckPull(limit);
    }

    public static void CheckSave(SaveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            using var json = JsonDocument.Parse(request.Json, new() { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The change is no JSON: {exception.Message}", nameof(request), exception);
        }

        throw new ArgumentException("The change is no JSON object.", nameof(request));
    }
}
