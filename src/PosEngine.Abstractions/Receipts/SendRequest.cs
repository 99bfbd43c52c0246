namespace PosEngine.Receipts;

/// <summary>How a receipt reaches a customer without paper.</summary>
public enum SendChannel
{
    /// <summary>As an e-mail.</summary>
    Email = 0,

    /// <summary>As a message to a telephone.</summary>
    Phone = 1,
}

/// <summary>A request to send a receipt to a customer.</summary>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="Channel">How.</param>
/// <param name="Address">The address or number; null once it was erased.</param>
/// <param name="IsDeferred">Whether it waits for the connection.</param>
public sealed record SendRequest(ReceiptId ReceiptId, SendChannel Channel, string? Address, bool IsDeferred)
{
    /// <summary>Whether the same was asked for before: nothing more is sent then.</summary>
    public bool IsRepeated { get; init; }
}
