namespace PosEngine.Sync;

internal static class LoopbackToBeTested
{
    /// <summary>The back office in memory, and what its owner does.</summary>
    public static TestedBackOffice ToBeTested(this LoopbackBackOffice backOffice) => new(backOffice)
    {
        SetReferenceAsync = (kind, id, json) => Done(() =>
        {
            if (json is null)
                backOffice.RemoveReference(kind, id);
            else
                backOffice.SetReference(kind, id, json);
        }),
        SetStockAsync = (item, quantity) => Done(() => backOffice.SetStock(item, quantity)),
        EndRefundAsync = receipt => Done(() => backOffice.EndRefund(receipt)),
        FreeTicketAsync = parking => Done(() => backOffice.FreeTicket(parking)),
    };

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
