using System.Globalization;
using System.Text.Json.Nodes;
using BackOffice.Pages;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Stock;

/// <summary>The owner sees what there is, and says what there is after counting.</summary>
internal static class StockPages
{
    private const decimal UnitsPerOne = 1_000;

    public static void MapStockPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        pages.MapGet("/stock", ShowAsync);
        pages.MapPost("/stock/{item:guid}", SaveAsync);
    }

    private static Task<IResult> ShowAsync(IBackOfficeStore store, CancellationToken cancellationToken) => store.ReadAsync<IResult>(async session =>
    {
        var levels = await StockTable.ListAllAsync(session);
        var items = await ReferenceTable.ListKindAsync(session, "item");
        return new PageResult<StockPage>(new()
        {
            [nameof(StockPage.Items)] = items
                .Select(item => new StockView(item.Id, NameOf(item), levels.TryGetValue(item.Id, out var level) ? PageText.Quantity(level) : ""))
                .ToList(),
        });
    }, cancellationToken);

    private static async Task<IResult> SaveAsync(Guid item, IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        var text = form["quantity"].ToString().Trim();
        if (text.Length > 0 && !TryRead(text, out _))
            return ProtocolError.Malformed("A stock is a number like 12 or 0.25, with three decimals at most.");

        await store.WriteAsync(session => StockTable.SetAsync(session, item, TryRead(text, out var quantity) ? quantity : null), cancellationToken);
        return Results.LocalRedirect("/stock");
    }

    private static bool TryRead(string text, out long thousandths)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        var isQuantity = decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var quantity)
            && Math.Abs(quantity) <= long.MaxValue / UnitsPerOne && quantity * UnitsPerOne % 1 == 0;
        thousandths = isQuantity ? (long)(quantity * UnitsPerOne) : 0;
        return isQuantity;
    }

    private static string NameOf(ReferenceRow item) => (string?)JsonNode.Parse(item.Data!)!["name"] ?? "";
}
