using System.Net;
using System.Net.Mime;
using BackOffice.Protocol;
using BackOffice.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BackOffice.Pages;

/// <summary>Pages for people: rendered here, without script. Every value goes through the components' HTML encoding.</summary>
internal static class PageEndpoints
{
    private const int ReceiptsPerPage = 50;

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnlyAsync);
        pages.MapGet("/", ShowDevicesAsync);
        pages.MapGet("/devices/{device:guid}", ShowDeviceAsync);
    }

    /// <summary>The pages ask for no sign-in, so they are for this machine only. The name asked for is checked too: a foreign page may have bent its own to here.</summary>
    private static async ValueTask<object?> LocalOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var host = http.Request.Host.Host;
        var isLocal = http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
            && (host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return isLocal ? await next(context) : ProtocolError.Unauthorised(StatusCodes.Status403Forbidden);
    }

    private static Task<IResult> ShowDevicesAsync(HttpContext context, IBackOfficeStore store, HtmlRenderer renderer) =>
        store.ReadAsync(
            async session => await RenderAsync<DevicesPage>(context, renderer, new()
            {
                [nameof(DevicesPage.Devices)] = await PageQueries.ListDevicesAsync(session),
            }),
            context.RequestAborted);

    private static Task<IResult> ShowDeviceAsync(HttpContext context, Guid device, IBackOfficeStore store, HtmlRenderer renderer, long before = long.MaxValue) =>
        store.ReadAsync(
            async session =>
            {
                if (await PageQueries.FindDeviceAsync(session, device) is not { } view)
                    return ProtocolError.NotFound("The device was never here.");

                var rows = await PageQueries.ListReceiptsAsync(session, device, before, ReceiptsPerPage);
                var receipts = new List<ReceiptView>();
                foreach (var row in rows)
                    receipts.Add(await PageQueries.ToViewAsync(session, row));

                return await RenderAsync<DevicePage>(context, renderer, new()
                {
                    [nameof(DevicePage.Device)] = view,
                    [nameof(DevicePage.Quarantined)] = await PageQueries.ListQuarantinedAsync(session, device),
                    [nameof(DevicePage.Receipts)] = receipts,
                    [nameof(DevicePage.Older)] = rows.Count == ReceiptsPerPage ? rows[^1].Entry : null,
                });
            },
            context.RequestAborted);

    private static async Task<IResult> RenderAsync<TPage>(HttpContext context, HtmlRenderer renderer, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        context.Response.Headers.ContentSecurityPolicy = Stylesheet.ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        return Results.Content(html, $"{MediaTypeNames.Text.Html}; charset=utf-8");
    }
}
