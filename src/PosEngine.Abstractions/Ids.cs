namespace PosEngine;

// Ids are UUIDs of version 7 (RFC 9562) where the engine makes them. Each thing has a type of its own, so that one id cannot stand for another.

/// <summary>A receipt. Fixed when payment begins, so that a repeated completion finds the first one.</summary>
public readonly record struct ReceiptId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A ticket, open, parked or paid.</summary>
public readonly record struct TicketId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A line of a ticket; stable over every change of the ticket, and on its receipt.</summary>
public readonly record struct LineId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One payment within a sale.</summary>
public readonly record struct PaymentId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A way to pay.</summary>
public readonly record struct PaymentTypeId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A shift of this device.</summary>
public readonly record struct ShiftId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>An employee.</summary>
public readonly record struct EmployeeId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A customer.</summary>
public readonly record struct CustomerId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>An item of the catalogue.</summary>
public readonly record struct ItemId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A tax of the tax table.</summary>
public readonly record struct TaxId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A discount, as defined in the back office or given once on a ticket.</summary>
public readonly record struct DiscountId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A surcharge, as defined in the back office or given once on a ticket.</summary>
public readonly record struct SurchargeId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>This installation of the engine: made once, with the database, and never reused.</summary>
public readonly record struct DeviceId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A stretch of the journal that one intact database wrote. See docs/protocol.md.</summary>
public readonly record struct EpochId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A category of the catalogue.</summary>
public readonly record struct CategoryId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A way to be served, as defined in the back office.</summary>
public readonly record struct DiningOptionId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A list of prices that some customers have, as defined in the back office.</summary>
public readonly record struct PriceListId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A name that tickets are opened under, as defined in the back office: a table, a hook, a room.</summary>
public readonly record struct PredefinedTicketId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One parking of a ticket: it is taken up once, whoever does it.</summary>
public readonly record struct ParkingId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One attempt of a device to take over a parked ticket.</summary>
public readonly record struct TakeoverId(Guid Value)
{
    /// <summary>The UUID, lower case with hyphens.</summary>
    public override string ToString() => Value.ToString();
}
