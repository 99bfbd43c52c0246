using BackOffice.Access;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Tenants;

internal sealed record TenantRequest(string Name, string AdminToken, string? Account = null);

internal sealed record TenantsReply(IReadOnlyList<Tenant> Tenants);

/// <summary>Whoever runs the back office takes in another shop. Its owner does the rest with the token that is given here.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder tenants)
    {
        tenants.MapGet("/tenants", async (TenantStores stores, CancellationToken cancellationToken) =>
            Results.Json(new TenantsReply(await stores.Register.ReadAsync(TenantTable.ListAsync, cancellationToken)), ProtocolJson.Options));
        tenants.MapPut("/tenants/{tenant}", PutAsync);
    }

    private static async Task<IResult> PutAsync(string tenant, TenantRequest request, TenantStores stores, StoreSetup setup, CancellationToken cancellationToken)
    {
        if (!TenantTable.IsId(tenant))
            return ProtocolError.Malformed("A tenant's id has 1 to 20 lower-case letters and digits, and begins with a letter.");
        if (string.IsNullOrWhiteSpace(request.Name) || string.IsNullOrWhiteSpace(request.AdminToken))
            return ProtocolError.Malformed("name and admin_token are wanted.");

        if (request.Account is { } account && !ReferenceTable.IsId(account))
            return ProtocolError.Malformed($"account is {ReferenceTable.IdForm}.");

        // The tables first: a tenant in the register has them. Tables that nobody is in the register for are used when it is asked for again.
        try
        {
            if (tenant != TenantTable.First)
                await setup.OpenAsync(tenant, request.Account, cancellationToken);
        }
        catch (StartupProblem problem)
        {
            return ProtocolError.Rejected(problem.Message);
        }

        var isSet = await stores.Register.WriteAsync(async register =>
        {
            if (!await TokenTable.TrySetAsync(register, tenant, "owner", TokenTable.AdminRole, request.AdminToken))
                return false;
            await TenantTable.SetAsync(register, new(tenant, request.Name));
            return true;
        }, cancellationToken);
        return isSet ? Results.NoContent() : ProtocolError.Rejected("Choose another token.");
    }
}
