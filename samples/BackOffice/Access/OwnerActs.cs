using System.Security.Claims;
using BackOffice.Pages;
using BackOffice.Storage;

namespace BackOffice.Access;

/// <summary>What owners end by hand that otherwise only its device ends: each act is kept, with who it was and when.</summary>
internal static class OwnerActs
{
    public const string RefundEnded = "refund_ended";
    public const string TicketFreed = "ticket_freed";
    public const string ValueReturned = "value_returned";

    private const int RowsMax = 50;

    /// <param name="session">The transaction of the act itself.</param>
    /// <param name="owner">Who is signed in at the pages.</param>
    /// <param name="act">What it was.</param>
    /// <param name="device">The device that had it.</param>
    /// <param name="subject">What it was about, in words.</param>
    /// <param name="now">When.</param>
    public static Task AddAsync(StoreSession session, ClaimsPrincipal owner, string act, string device, string subject, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO owner_act (at, owner, act, device, subject) VALUES (@at, @owner, @act, @device, @subject)",
        new { at = now.ToUnixTimeMilliseconds(), owner = SignIn.NameOf(owner), act, device, subject });

    /// <summary>What was ended of a device, newest first.</summary>
    public static async Task<IReadOnlyList<OwnerActView>> ListAsync(StoreSession session, Guid device)
    {
        var rows = await session.QueryAsync<OwnerActRow>(
            "SELECT at, owner, act, subject FROM owner_act WHERE device = @device ORDER BY id DESC LIMIT @RowsMax", new { device = device.ToString(), RowsMax });
        return [.. rows.Select(static row => new OwnerActView(PageText.Time(DateTimeOffset.FromUnixTimeMilliseconds(row.At)), row.Owner, Words(row.Act), row.Subject))];
    }

    private static string Words(string act) => act switch
    {
        RefundEnded => "Ended a refund right",
        TicketFreed => "Freed a parked ticket",
        ValueReturned => "Gave back what was reserved",
        _ => act,
    };

    private sealed record OwnerActRow(long At, string Owner, string Act, string Subject);
}

/// <summary>What an owner has ended.</summary>
public sealed record OwnerActView(string At, string Owner, string Act, string Subject);
