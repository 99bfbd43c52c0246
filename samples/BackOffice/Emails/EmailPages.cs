using System.Text.Json;
using BackOffice.Erasures;
using BackOffice.Pages;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Emails;

/// <summary>The owner sees which receipts went out by e-mail and which did not, and why, and has one tried again.</summary>
internal static class EmailPages
{
    private const int RowsMax = 200;

    public static void MapEmailPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        pages.MapGet("/emails", ShowAsync);
        pages.MapPost("/emails/{entry:long}/retry", RetryAsync);
    }

    private static Task<IResult> ShowAsync(IBackOfficeStore store, CancellationToken cancellationToken) => store.ReadAsync<IResult>(async session =>
    {
        // What needs somebody first; then the newest.
        var rows = await session.QueryAsync<EmailRow>(
            """
            SELECT email_outbox.entry, email_outbox.state, email_outbox.attempts, email_outbox.due, email_outbox.problem, receipt.number, personal.data AS Personal,
                erasure.due AS HeldUntil
            FROM email_outbox
            LEFT JOIN receipt ON receipt.id = email_outbox.receipt
            LEFT JOIN personal ON personal.entry = email_outbox.entry
            LEFT JOIN email_held ON email_held.entry = email_outbox.entry
            LEFT JOIN erasure ON erasure.customer = email_held.customer
            ORDER BY CASE email_outbox.state WHEN 'failed' THEN 0 WHEN 'sending' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END, email_outbox.entry DESC
            LIMIT @RowsMax
            """,
            new { RowsMax });
        return new PageResult<EmailsPage>(new() { [nameof(EmailsPage.Emails)] = rows.Select(ToView).ToList() });
    }, cancellationToken);

    /// <summary>Whoever asks for it takes it upon them that the customer may get a second one.</summary>
    private static async Task<IResult> RetryAsync(long entry, IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        _ = form;   // read, so that it has to be one of ours
        return await store.WriteAsync(session => EmailOutbox.RetryAsync(session, entry), cancellationToken)
            ? Results.LocalRedirect("/emails")
            : ProtocolError.NotFound("There is no such e-mail, or it has been sent.");
    }

    private static EmailView ToView(EmailRow row) => row.HeldUntil is { } due ? ToHeld(row, due) : new(
        row.Entry,
        row.Number ?? "not here",
        row.Personal is null ? "erased" : AddressOf(row.Personal),
        row.State,
        row.Attempts,
        row.State == "waiting" && row.Due > 0 ? PageText.Time(DateTimeOffset.FromUnixTimeMilliseconds(row.Due)) : null,
        row.State == "sending" ? "It was being sent when the program ended, or is right now. It may have been sent." : row.Problem);

    /// <summary>One to somebody who waits to be forgotten. What the mail server said may name the address too.</summary>
    private static EmailView ToHeld(EmailRow row, long due) => new(
        row.Entry,
        row.Number ?? "not here",
        row.Personal is null ? "erased" : HeldErasures.Masked(AddressOf(row.Personal)),
        row.State is "waiting" or "failed" ? "held" : row.State,
        row.Attempts,
        Due: null,
        $"The customer asked to be forgotten: held until {HeldErasures.LastDay(due)}, then erased.",
        IsHeld: true);

    /// <summary>As it was entered; what cannot be read is no address.</summary>
    private static string AddressOf(byte[] personal)
    {
        try
        {
            return JsonSerializer.Deserialize<EmailAddress>(personal, ProtocolJson.Options)?.Address ?? "–";
        }
        catch (JsonException)
        {
            return "–";
        }
    }

    private sealed record EmailRow(long Entry, string State, long Attempts, long Due, string? Problem, string? Number, byte[]? Personal, long? HeldUntil);
}
