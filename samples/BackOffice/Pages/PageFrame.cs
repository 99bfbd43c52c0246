using Microsoft.AspNetCore.Antiforgery;

namespace BackOffice.Pages;

/// <summary>What every page needs to know of the request.</summary>
/// <param name="IsSignedIn">Whether the reader may change things.</param>
/// <param name="Path">The address asked for.</param>
/// <param name="FormField">The name of the field that proves that a form came from a page of ours.</param>
/// <param name="FormKey">What stands in it.</param>
public sealed record PageFrame(bool IsSignedIn, string Path, string FormField, string? FormKey)
{
    internal static PageFrame Of(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new(context.User.Identity?.IsAuthenticated == true, context.Request.Path.ToString(), tokens.FormFieldName, tokens.RequestToken);
    }
}
