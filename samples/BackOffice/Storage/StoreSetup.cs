using System.Security.Cryptography;
using BackOffice.Access;
using BackOffice.Projections;
using BackOffice.Reference;

namespace BackOffice.Storage;

/// <summary>Makes the database ready before the first request comes in.</summary>
internal sealed class StoreSetup(IBackOfficeStore store, Projector projector, BackOfficeOptions options) : IHostedService
{
    private const string CommandLine = "command line";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(cancellationToken);
        var seed = options.SeedFile is { } path ? SeedFile.Read(path) : [];

        await store.WriteAsync(async session =>
        {
            await SetTokensAsync(session);
            await ReferenceTable.StartFeedAsync(session, RandomNumberGenerator.GetHexString(16, lowercase: true));
            if (!await ReferenceTable.AnyAsync(session))
                await SeedFile.LoadAsync(session, seed);
        }, cancellationToken);

        // What was stored just before a crash, and not yet projected.
        await projector.RunAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SetTokensAsync(StoreSession session)
    {
        if (options.Token is { } token)
            await TokenTable.SetAsync(session, $"{CommandLine}: {TokenTable.DeviceRole}", TokenTable.DeviceRole, token);
        if (options.AdminToken is { } adminToken)
            await TokenTable.SetAsync(session, $"{CommandLine}: {TokenTable.AdminRole}", TokenTable.AdminRole, adminToken);
        if (!await TokenTable.AnyAsync(session, TokenTable.DeviceRole))
            throw new StartupProblem("No device could sign in: give a token with --token TOKEN.");
    }
}
