namespace PosEngine.Receipts;

/// <summary>What is on the paper of a receipt.</summary>
public enum ReceiptForm
{
    /// <summary>Everything, as the sale prints it.</summary>
    Original = 0,

    /// <summary>Everything, marked as a copy.</summary>
    Copy = 1,

    /// <summary>What was sold, without prices: for a present that may be exchanged.</summary>
    Gift = 2,

    /// <summary>A copy with the form on which a host proves entertainment expenses (Germany: Bewirtungsbeleg, § 4 (5) no. 2 EStG).</summary>
    ExpenseForm = 3,
}
