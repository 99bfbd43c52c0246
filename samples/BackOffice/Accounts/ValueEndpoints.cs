using BackOffice.Devices;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Accounts;

internal sealed record AccountRequest(string Kind, string Account)
{
    private const int AccountLengthMax = 100;

    /// <summary>What is wrong with it whatever the back office has, if anything.</summary>
    public string? FindFault() =>
        !AccountMove.IsSpent(Kind) ? "The kind of an account is gift_card, store_credit or points."
        : string.IsNullOrWhiteSpace(Account) || Account.Length > AccountLengthMax || Account.Contains('\0', StringComparison.Ordinal) ? $"An account has 1 to {AccountLengthMax} characters."
        : null;
}

internal sealed record MoveRequest(Guid Key, Guid Receipt, string Kind, string Account, long Amount)
{
    public string? FindFault() => Amount is 0 or long.MinValue ? "An amount is not zero." : new AccountRequest(Kind, Account).FindFault();
}

internal sealed record BalanceReply(long Available);

internal sealed record MoveReply(string Verdict, long Available);

/// <summary>What there is on gift cards and credited to customers, and what is taken of it or put there for a receipt that is about to be made.</summary>
internal static class ValueEndpoints
{
    public static void MapValues(this IEndpointRouteBuilder devices)
    {
        devices.MapPost("/values", BalanceAsync);
        devices.MapPost("/devices/{device:guid}/values", MoveAsync);
        devices.MapPost("/devices/{device:guid}/values/{key:guid}/cancel", CancelAsync);
    }

    private static async Task<IResult> BalanceAsync(AccountRequest request, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        if (request.FindFault() is { } fault)
            return ProtocolError.Malformed(fault);
        return await store.ReadAsync<IResult>(async session => await IsKnownAsync(session, request.Kind, request.Account)
            ? Results.Json(new BalanceReply(await AvailableAsync(session, request.Kind, request.Account)), ProtocolJson.Options)
            : ProtocolError.NotFound("There is no such account."), cancellationToken);
    }

    private static async Task<IResult> MoveAsync(Guid device, MoveRequest request, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.FindFault() is { } fault)
            return ProtocolError.Malformed(fault);

        var now = time.GetUtcNow();
        return await store.WriteAsync(async session =>
        {
            await DeviceTable.TouchAsync(session, device, now);
            return await JudgeAsync(session, device, request);
        }, cancellationToken);
    }

    private static async Task<IResult> JudgeAsync(StoreSession session, Guid device, MoveRequest request)
    {
        // Whoever else moves something, by a call or by a receipt, waits until the transaction ends.
        await ReferenceTable.LockAsync(session);
        var available = await AvailableAsync(session, request.Kind, request.Account);
        if (await HoldTable.HasEndedAsync(session, device, request))
            return Answer("ended", available);
        if (await HoldTable.FindAsync(session, device, request.Key) is { } held)
        {
            return held == new HoldRow(request.Receipt.ToString(), request.Kind, request.Account, request.Amount)
                ? Answer("granted", available)
                : ProtocolError.Rejected("This key is of another move.");
        }

        if (request.Amount < 0 && !await IsKnownAsync(session, request.Kind, request.Account))
            return ProtocolError.NotFound("There is no such account.");
        if (request.Amount < 0 && available + (Int128)request.Amount < 0)
            return Answer("too_little", available);
        await HoldTable.AddAsync(session, device, request);
        return Answer("granted", await AvailableAsync(session, request.Kind, request.Account));
    }

    private static async Task<IResult> CancelAsync(Guid device, Guid key, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        await store.WriteAsync(
            async session =>
            {
                await ReferenceTable.LockAsync(session);
                await HoldTable.EndAsync(session, device.ToString(), key.ToString());
            },
            cancellationToken);
        return Results.Json(new { }, ProtocolJson.Options);
    }

    /// <summary>A customer's account is there with the customer; a gift card with its first receipt.</summary>
    private static async Task<bool> IsKnownAsync(StoreSession session, string kind, string account) => kind != AccountMove.GiftCard || await AccountTable.IsKnownAsync(session, kind, account);

    private static async Task<long> AvailableAsync(StoreSession session, string kind, string account) =>
        await AccountTable.BalanceAsync(session, kind, account) + await HoldTable.TakenAsync(session, kind, account);

    private static IResult Answer(string verdict, long available) => Results.Json(new MoveReply(verdict, available), ProtocolJson.Options);
}
