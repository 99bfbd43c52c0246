using System.Security.Claims;
using BackOffice.Access;
using BackOffice.Projections;
using BackOffice.Storage;

namespace BackOffice.Tenants;

/// <summary>Whose request it is: the tenant of the token it came with, or of whoever signed in at the pages. Nothing else in a request says so.</summary>
internal static class TenantOf
{
    private const string IdClaim = "tenant";

    /// <summary>Gives every request its tenant's database, and no other.</summary>
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantStores>();
        services.AddHttpContextAccessor();
        services.AddScoped<IBackOfficeStore>(provider =>
            new LentStore(provider.GetRequiredService<TenantStores>().StoreOf(Request(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!))));
        services.AddScoped<Projector>();
    }

    /// <exception cref="InvalidOperationException">It has none: an endpoint asks for a tenant's data and lets anybody in.</exception>
    public static string Request(HttpContext context) =>
        context.Features.Get<TokenGrant>()?.Tenant
        ?? context.User.FindFirstValue(IdClaim)
        ?? throw new InvalidOperationException("The request is nobody's.");

    /// <summary>What a session of the pages remembers.</summary>
    public static IEnumerable<Claim> ToClaims(Tenant tenant) => [new(IdClaim, tenant.Id), new(ClaimTypes.Name, tenant.Name)];
}
