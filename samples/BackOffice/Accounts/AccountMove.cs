namespace BackOffice.Accounts;

/// <summary>What a receipt moves on an account.</summary>
/// <param name="Kind">The kind of payment that draws on it.</param>
/// <param name="Account">The customer.</param>
/// <param name="Amount">What is owed more.</param>
internal readonly record struct AccountMove(string Kind, string Account, long Amount)
{
    public const string OnAccount = "on_account";

    /// <summary>The members of a customer that are sums of receipts, or the owner's: no device changes them.</summary>
    public static bool IsKept(string member) => member is "owed" or "credit_limit";

    /// <summary>The member of a customer that tells the tills of a balance; null where none does.</summary>
    public static string? MemberOf(string kind) => kind == OnAccount ? "owed" : null;
}
