using System.Text.Json;

namespace PosEngine.Sync;

/// <summary>What a receipt moves on which account, as docs/protocol.md has it.</summary>
/// <param name="Kind">The kind of payment that draws on it: <c>on_account</c>, <c>gift_card</c> …</param>
/// <param name="Account">The number of a gift card, or a customer.</param>
/// <param name="Amount">What is owed more, or what there is more.</param>
internal readonly record struct AccountMove(string Kind, string Account, long Amount)
{
    public const string OnAccount = "on_account";
    public const string GiftCard = "gift_card";
    public const string StoreCredit = "store_credit";
    public const string Points = "points";

    /// <summary>Reads the data of a receipt's body.</summary>
    public static List<AccountMove> Of(JsonElement receipt)
    {
        var moves = new List<AccountMove>();
        var customer = receipt.TryGetProperty("customer", out var told) && told.ValueKind == JsonValueKind.String ? told.GetString() : null;
        foreach (var payment in receipt.GetProperty("payments").EnumerateArray())
            AddPayment(moves, payment, customer);
        foreach (var line in receipt.GetProperty("lines").EnumerateArray())
            AddLine(moves, line, customer);
        return moves;
    }

    private static void AddPayment(List<AccountMove> moves, JsonElement payment, string? customer)
    {
        var (kind, amount) = (payment.GetProperty("kind").GetString(), payment.GetProperty("amount").GetInt64());
        if (kind == OnAccount && customer is not null)
            moves.Add(new(OnAccount, customer, amount));
        else if (kind == StoreCredit && customer is not null)
            moves.Add(new(StoreCredit, customer, -amount));
        else if (kind == Points && customer is not null && payment.TryGetProperty("points", out var points))
            moves.Add(new(Points, customer, -points.GetInt64()));
        else if (kind == GiftCard && payment.TryGetProperty("code", out var code))
            moves.Add(new(GiftCard, code.GetString()!, -amount));
    }

    private static void AddLine(List<AccountMove> moves, JsonElement line, string? customer)
    {
        if (customer is not null && line.TryGetProperty("business_case", out var businessCase) && businessCase.GetString() == "receivable_settlement")
            moves.Add(new(OnAccount, customer, -line.GetProperty("gross").GetInt64()));
        if (customer is not null && line.TryGetProperty("points", out var points))
            moves.Add(new(Points, customer, points.GetInt64()));
        if (line.TryGetProperty("gift_card", out var card))
            moves.Add(new(GiftCard, card.GetString()!, line.GetProperty("gross").GetInt64()));
    }
}
