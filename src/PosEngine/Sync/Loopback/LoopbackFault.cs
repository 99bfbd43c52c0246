namespace PosEngine.Sync;

/// <summary>A call of <see cref="LoopbackBackOffice"/>.</summary>
public enum LoopbackCall
{
    /// <summary><see cref="IBackOffice.ConnectAsync"/>.</summary>
    Connect = 0,

    /// <summary><see cref="IBackOffice.PushAsync"/>.</summary>
    Push = 1,

    /// <summary><see cref="IBackOffice.PullAsync"/>.</summary>
    Pull = 2,

    /// <summary><see cref="IBackOffice.GetHashAsync"/>.</summary>
    GetHash = 3,

    /// <summary><see cref="IBackOfficeServices.GetStockAsync"/>.</summary>
    GetStock = 4,

    /// <summary><see cref="IBackOfficeServices.FindReceiptsAsync"/>.</summary>
    FindReceipts = 5,

    /// <summary><see cref="IBackOfficeServices.ReserveRefundAsync"/>.</summary>
    ReserveRefund = 6,

    /// <summary><see cref="IBackOfficeServices.FindCustomersAsync"/>.</summary>
    FindCustomers = 7,

    /// <summary><see cref="IBackOfficeServices.SaveAsync"/>.</summary>
    Save = 8,

    /// <summary><see cref="IBackOfficeServices.TakeTicketAsync"/>.</summary>
    TakeTicket = 9,
}

/// <summary>What the network does to one call.</summary>
public enum LoopbackFault
{
    /// <summary>Nothing: it arrives, and so does its reply.</summary>
    None = 0,

    /// <summary>The request never arrives. The caller gets a passing failure.</summary>
    LoseRequest = 1,

    /// <summary>The request arrives and is carried out, and the reply is lost. The caller gets a passing failure.</summary>
    LoseReply = 2,

    /// <summary>The request arrives twice. The caller gets the second reply.</summary>
    Double = 3,

    /// <summary>The request arrives after the next one. The caller gets a passing failure.</summary>
    Overtaken = 4,
}
