using System.Security.Claims;
using BackOffice.Pages;
using BackOffice.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace BackOffice.Access;

/// <summary>Whoever has the token of a tenant's office sees and changes that tenant's things on the pages, for as long as the browser and this program run.</summary>
internal static class SignIn
{
    private const string Path = "/sign-in";
    private const string OwnerClaim = "owner";

    public static void AddSignIn(this IServiceCollection services)
    {
        // Nothing that outlives the program: no key on disk that a cookie could be forged with.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(forms => forms.Cookie.SameSite = SameSiteMode.Strict);
        services.AddAuthorization();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookies =>
        {
            cookies.LoginPath = Path;
            cookies.Cookie.SameSite = SameSiteMode.Strict;
            cookies.Cookie.HttpOnly = true;
            cookies.ExpireTimeSpan = TimeSpan.FromHours(8);
        });
    }

    /// <summary>Who is signed in: what their shop calls their token.</summary>
    public static string NameOf(ClaimsPrincipal owner) => owner.FindFirstValue(OwnerClaim)!;

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync);
        pages.MapGet(Path, () => Page());
        pages.MapPost(Path, SignInAsync);
        pages.MapPost("/sign-out", SignOutAsync);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IFormCollection form, TenantStores stores, CancellationToken cancellationToken)
    {
        var (tenant, name) = await stores.Register.ReadAsync(
            async register => await TokenTable.FindAsync(register, form["token"].ToString().Trim()) is { Role: TokenTable.AdminRole } grant
                ? (await TenantTable.FindAsync(register, grant.Tenant), grant.Name)
                : (null, ""),
            cancellationToken);
        if (tenant is null)
            return Page("This is not the token of the office.");

        var identity = new ClaimsIdentity(TenantOf.ToClaims(tenant).Append(new Claim(OwnerClaim, name)), CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IFormCollection form)
    {
        _ = form;   // read, so that a foreign page cannot sign anybody out
        await context.SignOutAsync();
        return Results.LocalRedirect("/");
    }

    private static PageResult<SignInPage> Page(string? problem = null) => new(
        new() { [nameof(SignInPage.Problem)] = problem },
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
}
