namespace BackOffice.Pages;

// Amounts are hundred-thousandths of the currency's main unit. Of a computed column SQLite tells no type while there are no rows, so the rows have no
// constructor to match.

/// <summary>Everything sold in one currency in a range of days.</summary>
public sealed record SalesView(
    string Currency, IReadOnlyList<DaySales> Days, IReadOnlyList<TaxTotal> Taxes, IReadOnlyList<PaymentTotal> Payments, IReadOnlyList<ItemTotal> Items);

/// <summary>A day of the devices' own calendars.</summary>
public sealed record DaySales
{
    public string Day { get; init; } = "";

    public long Receipts { get; init; }

    public long Net { get; init; }

    public long Tax { get; init; }

    public long Gross { get; init; }

    /// <summary>The totals of those receipts that are refunds; zero or below.</summary>
    public long Refunds { get; init; }

    /// <summary>What lines of the others gave back, deposits apart; zero or below.</summary>
    public long Returns { get; init; }
}

/// <summary>A tax, by its name on the receipts.</summary>
public sealed record TaxTotal
{
    public string Name { get; init; } = "";

    public long Net { get; init; }

    public long Amount { get; init; }
}

/// <summary>A payment type. Change is a row of its own, below zero.</summary>
public sealed record PaymentTotal
{
    public string Name { get; init; } = "";

    public long Amount { get; init; }
}

/// <summary>An item, by its name on the receipts.</summary>
public sealed record ItemTotal
{
    public string Name { get; init; } = "";

    public long Quantity { get; init; }

    public long Gross { get; init; }
}
