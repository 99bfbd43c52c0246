using System.Globalization;
using System.Security.Claims;
using BackOffice.Access;
using BackOffice.Pages;
using BackOffice.Storage;

namespace BackOffice.Tickets;

/// <summary>The owner sees what is parked, and frees a ticket that some device has taken and nothing will come of.</summary>
internal static class TicketPages
{
    private const int RowsMax = 200;

    public static void MapTicketPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        pages.MapGet("/parked", ShowAsync);
        pages.MapPost("/parked/{parking:guid}/free", FreeAsync);
    }

    private static Task<IResult> ShowAsync(IBackOfficeStore store, CancellationToken cancellationToken) => store.ReadAsync<IResult>(async session =>
    {
        var tickets = new List<ParkedView>();
        foreach (var row in await SharedTicketTable.ListAsync(session, RowsMax))
        {
            var body = await SharedTicketTable.ReadBodyAsync(session, row);
            tickets.Add(new(
                row.Parking, body["data"]!["name"]!.GetValue<string>(), PageText.Amount(body["data"]!["gross"]!.GetValue<long>()),
                PageText.Time(DateTimeOffset.Parse(body["at"]!.GetValue<string>(), CultureInfo.InvariantCulture)), await NameAsync(session, row.Device), row.Taker is null ? null : await NameAsync(session, row.Taker)));
        }

        return new PageResult<ParkedPage>(new() { [nameof(ParkedPage.Tickets)] = tickets });
    }, cancellationToken);

    private static async Task<string> NameAsync(StoreSession session, string? device) =>
        PageText.Device(await session.FindAsync<long?>("SELECT number FROM device WHERE id = @device", new { device }));

    private static async Task<IResult> FreeAsync(Guid parking, IFormCollection form, ClaimsPrincipal owner, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = form;   // read, so that it has to be one of ours
        await store.WriteAsync(async session =>
        {
            if (await SharedTicketTable.FindAsync(session, parking) is not { Taker: { } taker } row)
                return;
            await Takeovers.FreeAsync(session, row);
            var name = row.Entry is null ? "of a device that has not told of it" : (await SharedTicketTable.ReadBodyAsync(session, row))["data"]!["name"]!.ToString();
            await OwnerActs.AddAsync(session, owner, OwnerActs.TicketFreed, taker, $"Ticket {name}", time.GetUtcNow());
        }, cancellationToken);
        return Results.LocalRedirect("/parked");
    }
}

/// <summary>A parked ticket on the page.</summary>
public sealed record ParkedView(string Parking, string Name, string Gross, string At, string Device, string? TakenBy);
