using System.Net.Mime;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BackOffice.Pages;

/// <summary>A page, rendered here. Every value goes through the components' HTML encoding; the browser is told to run no script at all.</summary>
internal sealed class PageResult<TPage>(Dictionary<string, object?> values, int status = StatusCodes.Status200OK) : IResult
    where TPage : IComponent
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Stylesheet.ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";

        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(Framed.Frame)] = PageFrame.Of(httpContext),
            [nameof(Framed.Page)] = typeof(TPage),
            [nameof(Framed.Values)] = values,
        });
        var renderer = httpContext.RequestServices.GetRequiredService<HtmlRenderer>();
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Framed>(parameters)).ToHtmlString());
        await response.WriteAsync(html, httpContext.RequestAborted);
    }
}
