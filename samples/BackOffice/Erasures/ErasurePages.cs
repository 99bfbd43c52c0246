using System.Globalization;
using BackOffice.Pages;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Erasures;

/// <summary>The owner erases a customer who asks for it; at once, or when the law does not require the data any more, and sees who waits for that.</summary>
internal static class ErasurePages
{
    private const int RuleLengthMax = 200;

    public static void MapErasures(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        pages.MapGet("/erasures", ShowAsync);
        pages.MapPost("/customers/{id}/erase", EraseAsync);
    }

    /// <summary>The page of a customer who waits to be forgotten.</summary>
    /// <returns>Null where no such customer does.</returns>
    public static async Task<IResult?> FindHeldAsync(StoreSession session, string customer) => await HeldErasures.FindAsync(session, customer) is { } held
        ? new PageResult<HeldCustomerPage>(new() { [nameof(HeldCustomerPage.Held)] = held })
        : null;

    private static Task<IResult> ShowAsync(IBackOfficeStore store, CancellationToken cancellationToken) => store.ReadAsync<IResult>(
        async session => new PageResult<ErasuresPage>(new() { [nameof(ErasuresPage.Held)] = await HeldErasures.ListAsync(session) }), cancellationToken);

    private static async Task<IResult> EraseAsync(string id, IFormCollection form, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (text, rule) = (form["held_until"].ToString(), form["rule"].ToString().Trim());
        DateOnly? heldUntil = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        if (text.Length > 0 && heldUntil is null)
            return ProtocolError.Malformed("A legal hold ends on a day like 2034-12-31, or there is none.");
        if (heldUntil is null != (rule.Length == 0) || rule.Length > RuleLengthMax)
            return ProtocolError.Malformed($"A legal hold has a last day and says, in up to {RuleLengthMax} characters, by which rule; or there is none.");

        // The day itself is still held.
        var due = heldUntil is { } last ? new DateTimeOffset(last.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : now;
        if (!await store.WriteAsync(session => Erasure.RequestAsync(session, id, due < now ? now : due, heldUntil is null ? null : rule, now), cancellationToken))
            return ProtocolError.NotFound("There is no such customer.");
        if (due > now)
            return Results.LocalRedirect("/erasures");
        await store.LeaveNothingAsync(cancellationToken);
        return Results.LocalRedirect("/customers");
    }
}
