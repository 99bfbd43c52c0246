using Microsoft.AspNetCore.Antiforgery;

namespace BackOffice.Pages;

/// <summary>What every page needs to know of the request.</summary>
/// <param name="Shop">The shop whose owner reads it; null while nobody is signed in.</param>
/// <param name="Path">The address asked for.</param>
/// <param name="FormField">The name of the field that proves that a form came from a page of ours.</param>
/// <param name="FormKey">What stands in it.</param>
public sealed record PageFrame(string? Shop, string Path, string FormField, string? FormKey)
{
    /// <summary>Whether the reader may see and change things.</summary>
    public bool IsSignedIn => Shop is not null;

    internal static PageFrame Of(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new(context.User.Identity?.Name, context.Request.Path.ToString(), tokens.FormFieldName, tokens.RequestToken);
    }
}
