using System.Collections.Immutable;
using PosEngine;
using PosEngine.Sync;

namespace Till.BackOffices;

/// <summary>What goes wrong with the connection, other than being cut.</summary>
internal enum ConnectionFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A request never arrives.</summary>
    LostRequest,

    /// <summary>The back office commits, and its reply never arrives.</summary>
    LostReply,

    /// <summary>A request arrives twice.</summary>
    DoubledRequest,
}

/// <summary>A connection that fails on command, in front of a back office that does not.</summary>
/// <remarks>
/// What it does to a request can happen on any network: the request is lost; it arrives and its reply is lost; it arrives twice; nothing gets through.
/// Thread-safe.
/// </remarks>
/// <param name="inner">The real connection.</param>
/// <param name="services">The same, where somebody waits for it.</param>
internal sealed class FaultyBackOffice(IBackOffice inner, IBackOfficeServices services) : IBackOffice, IBackOfficeServices
{
    private bool _isCut;
    private int _fault = (int)ConnectionFault.None;
    private int _lostReplies;
    private int _lostRequests;
    private int _doubledRequests;

    /// <summary>Whether nothing gets through.</summary>
    public bool IsCut
    {
        get => Volatile.Read(ref _isCut);
        set => Volatile.Write(ref _isCut, value);
    }

    /// <summary>How many pushes the back office committed without the till hearing of it.</summary>
    public int LostReplies => _lostReplies;

    /// <summary>How many pushes never arrived although the connection stood.</summary>
    public int LostRequests => _lostRequests;

    /// <summary>How many pushes arrived twice.</summary>
    public int DoubledRequests => _doubledRequests;

    /// <summary>Has the next push fail in a way; one that was asked for before and has not happened yet is forgotten.</summary>
    public void FailNextPush(ConnectionFault fault) => Interlocked.Exchange(ref _fault, (int)fault);

    /// <inheritdoc/>
    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) =>
        ThroughAsync(() => inner.ConnectAsync(hello, cancellationToken));

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
        ThroughAsync(() => inner.GetHashAsync(device, epoch, sequence, cancellationToken));

    /// <inheritdoc/>
    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        ThroughAsync(() => inner.PullAsync(cursor, limit, cancellationToken));

    /// <inheritdoc/>
    public async Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        ThrowIfCut();
        var fault = (ConnectionFault)Interlocked.Exchange(ref _fault, (int)ConnectionFault.None);
        if (fault == ConnectionFault.LostRequest)
        {
            Interlocked.Increment(ref _lostRequests);
            throw Lost("The request was lost.");
        }

        var reply = await inner.PushAsync(batch, cancellationToken);
        if (fault == ConnectionFault.DoubledRequest)
        {
            Interlocked.Increment(ref _doubledRequests);
            reply = await inner.PushAsync(batch, cancellationToken);
        }

        // A connection that was cut meanwhile loses the reply as surely as one that was asked to.
        if (fault == ConnectionFault.LostReply || IsCut)
        {
            Interlocked.Increment(ref _lostReplies);
            throw Lost("The reply was lost.");
        }

        return reply;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StockLevel>> GetStockAsync(ImmutableArray<ItemId> items, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.GetStockAsync(items, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<FoundReceipt>> FindReceiptsAsync(ReceiptLookup lookup, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.FindReceiptsAsync(lookup, cancellationToken));

    /// <inheritdoc/>
    public Task<RefundReservation> ReserveRefundAsync(RefundIntent intent, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.ReserveRefundAsync(intent, cancellationToken));

    /// <inheritdoc/>
    public Task<TicketTakeover> TakeTicketAsync(TakeoverRequest request, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.TakeTicketAsync(request, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceChange>> FindCustomersAsync(string text, int limit, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.FindCustomersAsync(text, limit, cancellationToken));

    /// <inheritdoc/>
    public Task<ReferenceChange> SaveAsync(SaveRequest request, CancellationToken cancellationToken) =>
        ThroughAsync(() => services.SaveAsync(request, cancellationToken));

    private async Task<T> ThroughAsync<T>(Func<Task<T>> call)
    {
        ThrowIfCut();
        var reply = await call();
        ThrowIfCut();
        return reply;
    }

    private void ThrowIfCut()
    {
        if (IsCut)
            throw Lost("The connection is cut.");
    }

    private static BackOfficeException Lost(string message) => new(BackOfficeError.Transient, message);
}
