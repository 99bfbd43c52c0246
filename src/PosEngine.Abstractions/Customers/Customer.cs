namespace PosEngine.Customers;

/// <summary>A customer as kept on this device.</summary>
public sealed record Customer
{
    /// <summary>The customer's id in the back office.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The e-mail address, if known.</summary>
    public string? Email { get; init; }

    /// <summary>The telephone number, if known.</summary>
    public string? Phone { get; init; }

    /// <summary>Whether the customer pays no taxes (<see cref="Tickets.ITicket.SetTaxFree"/>).</summary>
    public bool IsTaxFree { get; init; }

    /// <summary>The price list that the customer buys by (<see cref="Catalog.ICatalog.PriceLists"/>); null for what everybody pays.</summary>
    public PriceListId? PriceListId { get; init; }

    /// <summary>What people of the shop want to remember; personal data like the rest.</summary>
    public string? Note { get; init; }

    /// <summary>How much the customer may owe (<see cref="Checkout.PaymentKind.OnAccount"/>), zero or more; null for any amount.</summary>
    public Money? CreditLimit { get; init; }

    /// <summary>What the customer owes, as the back office last told: what this device sold on account since is not in it.</summary>
    public Money Owed { get; init; }

    /// <summary>How many points the customer has, as the back office last told: what this device sold since is not in it. Below zero where more were spent or taken back than there were.</summary>
    public long Points { get; init; }

    /// <summary>What the customer has with the shop (<see cref="Checkout.PaymentKind.StoreCredit"/>), as the back office last told.</summary>
    public Money StoreCredit { get; init; }
}
