using BackOffice.Access;
using BackOffice.Projections;
using BackOffice.Reference;
using BackOffice.Tenants;

namespace BackOffice.Storage;

/// <summary>Makes the databases ready before the first request comes in.</summary>
internal sealed class StoreSetup(TenantStores stores, BackOfficeOptions options, TimeProvider time, ILogger<Projector> logger) : IHostedService
{
    private const string CommandLine = "command line";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await stores.Register.OpenAsync(cancellationToken);
        var seed = options.SeedFile is { } path ? SeedFile.Read(path) : [];

        await stores.Register.WriteAsync(async session =>
        {
            await TenantTable.AddFirstAsync(session);
            await SetTokensAsync(session);
            await StartFeedAsync(session, options.Account);
            if (!await ReferenceTable.AnyAsync(session))
                await SeedFile.LoadAsync(session, seed);
        }, cancellationToken);

        foreach (var tenant in await stores.Register.ReadAsync(TenantTable.ListAsync, cancellationToken))
        {
            if (tenant.Id != TenantTable.First)
                await OpenAsync(tenant.Id, account: null, cancellationToken);

            // What was stored just before a crash, and not yet projected.
            await new Projector(stores.StoreOf(tenant.Id), time, logger).RunAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the tables of a tenant other than the first, or brings them up to date.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="account">The account that its devices belong to, where there was another database of it before this one; null for a new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StartupProblem">Its database cannot be used; the message says why.</exception>
    public async Task OpenAsync(string tenant, string? account, CancellationToken cancellationToken)
    {
        var store = stores.StoreOf(tenant);
        await store.OpenAsync(cancellationToken);
        await store.WriteAsync(session => StartFeedAsync(session, account), cancellationToken);
    }

    /// <exception cref="StartupProblem">The database is another account's.</exception>
    private static async Task StartFeedAsync(StoreSession session, string? account)
    {
        await ReferenceTable.StartFeedAsync(session, account);
        var own = await ReferenceTable.AccountAsync(session);
        if (account is not null && own != account)
            throw new StartupProblem($"The database is the account '{own}', not '{account}'.");
    }

    private async Task SetTokensAsync(StoreSession register)
    {
        await SetTokenAsync(register, TenantTable.First, TokenTable.DeviceRole, options.Token);
        await SetTokenAsync(register, TenantTable.First, TokenTable.AdminRole, options.AdminToken);
        await SetTokenAsync(register, TokenTable.Nobody, TokenTable.OperatorRole, options.OperatorToken);
        if (!await TokenTable.AnyAsync(register, TokenTable.DeviceRole))
            throw new StartupProblem("No device could sign in: give a token with --token TOKEN.");
    }

    private static async Task SetTokenAsync(StoreSession register, string tenant, string role, string? token)
    {
        if (token is not null && !await TokenTable.TrySetAsync(register, tenant, $"{CommandLine}: {role}", role, token))
            throw new StartupProblem($"Somebody else has the token of the {role} already: choose another one.");
    }
}
