namespace BackOffice.Accounts;

/// <summary>What a receipt moves on an account.</summary>
/// <param name="Kind">The kind of payment that draws on it.</param>
/// <param name="Account">The number of a gift card, or a customer.</param>
/// <param name="Amount">What is owed more, or what there is more.</param>
internal readonly record struct AccountMove(string Kind, string Account, long Amount)
{
    public const string OnAccount = "on_account";
    public const string GiftCard = "gift_card";
    public const string StoreCredit = "store_credit";
    public const string Points = "points";

    /// <summary>Whether nobody can spend more of it than there is.</summary>
    public static bool IsSpent(string kind) => kind is GiftCard or StoreCredit or Points;

    /// <summary>The members of a customer that are sums of receipts, or the owner's: no device changes them.</summary>
    public static bool IsKept(string member) => member is "credit_limit" or "price_list" || Members.Values.Contains(member);

    /// <summary>The members of a customer that tell the tills of balances, by the kind of account.</summary>
    public static IReadOnlyDictionary<string, string> Members { get; } = new Dictionary<string, string> { [OnAccount] = "owed", [StoreCredit] = "store_credit", [Points] = "points" };
}
