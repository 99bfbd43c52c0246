using System.Globalization;
using System.Security.Claims;
using BackOffice.Access;
using BackOffice.Pages;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Accounts;

/// <summary>The owner sees what a device has taken of gift cards and customers' accounts for receipts that are not here, and gives it back where nothing will come of them.</summary>
internal static class ValuePages
{
    public static void MapValuePages(this IEndpointRouteBuilder app) => app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization()
        .MapPost("/devices/{device:guid}/values/{key:guid}/end", EndAsync);

    /// <summary>What a device has reserved for receipts that are not here.</summary>
    public static async Task<IReadOnlyList<HeldValueView>> ListAsync(StoreSession session, Guid device)
    {
        var rows = await HoldTable.ListAsync(session, device);
        return [.. rows.Select(static row => new HeldValueView(row.Key, NameOf(row.Kind), row.Account, AmountOf(row.Kind, row.Amount)))];
    }

    private static async Task<IResult> EndAsync(Guid device, Guid key, IFormCollection form, ClaimsPrincipal owner, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = form;   // read, so that it has to be one of ours
        await store.WriteAsync(async session =>
        {
            await ReferenceTable.LockAsync(session);
            if ((await HoldTable.ListAsync(session, device)).FirstOrDefault(held => held.Key == key.ToString()) is not { } held)
                return; // Its receipt has come, or somebody was faster.
            await HoldTable.EndAsync(session, device.ToString(), key.ToString());
            await OwnerActs.AddAsync(
                session, owner, OwnerActs.ValueReturned, device.ToString(), $"{NameOf(held.Kind)} {held.Account}: {AmountOf(held.Kind, held.Amount)}", time.GetUtcNow());
        }, cancellationToken);
        return Results.LocalRedirect($"/devices/{device}");
    }

    private static string NameOf(string kind) => kind switch
    {
        AccountMove.GiftCard => "Gift card",
        AccountMove.StoreCredit => "Store credit",
        AccountMove.Points => "Points",
        _ => kind,
    };

    private static string AmountOf(string kind, long amount) => kind == AccountMove.Points ? amount.ToString(CultureInfo.InvariantCulture) : PageText.Amount(amount);
}

/// <summary>Something that a device has reserved.</summary>
public sealed record HeldValueView(string Key, string Kind, string Account, string Amount);
