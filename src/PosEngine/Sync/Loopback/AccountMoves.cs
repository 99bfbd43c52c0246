using System.Text.Json;

namespace PosEngine.Sync;

/// <summary>What a receipt moves on which account, as docs/protocol.md has it.</summary>
/// <param name="Kind">The kind of payment that draws on it: <c>on_account</c> …</param>
/// <param name="Account">A customer.</param>
/// <param name="Amount">What is owed more.</param>
internal readonly record struct AccountMove(string Kind, string Account, long Amount)
{
    public const string OnAccount = "on_account";

    /// <summary>Reads the data of a receipt's body.</summary>
    public static List<AccountMove> Of(JsonElement receipt)
    {
        var moves = new List<AccountMove>();
        var customer = receipt.TryGetProperty("customer", out var told) && told.ValueKind == JsonValueKind.String ? told.GetString() : null;
        if (customer is null)
            return moves;
        foreach (var payment in receipt.GetProperty("payments").EnumerateArray())
        {
            if (payment.GetProperty("kind").GetString() == OnAccount)
                moves.Add(new(OnAccount, customer, payment.GetProperty("amount").GetInt64()));
        }

        foreach (var line in receipt.GetProperty("lines").EnumerateArray())
        {
            if (line.TryGetProperty("business_case", out var businessCase) && businessCase.GetString() == "receivable_settlement")
                moves.Add(new(OnAccount, customer, -line.GetProperty("gross").GetInt64()));
        }

        return moves;
    }
}
