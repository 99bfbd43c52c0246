using System.Globalization;
using BackOffice.Pages;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Erasures;

/// <summary>The owner erases a customer who asks for it; at once, or when the law does not require the data any more.</summary>
internal static class ErasurePages
{
    public static void MapErasures(this IEndpointRouteBuilder app) => app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization()
        .MapPost("/customers/{id}/erase", EraseAsync);

    private static async Task<IResult> EraseAsync(string id, IFormCollection form, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var text = form["held_until"].ToString();
        DateOnly? heldUntil = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        if (text.Length > 0 && heldUntil is null)
            return ProtocolError.Malformed("A legal hold ends on a day like 2034-12-31, or there is none.");

        // The day itself is still held.
        var due = heldUntil is { } last ? new DateTimeOffset(last.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : now;
        return await store.WriteAsync(session => Erasure.RequestAsync(session, id, due < now ? now : due, now), cancellationToken)
            ? Results.LocalRedirect("/customers")
            : ProtocolError.NotFound("There is no such customer.");
    }
}
