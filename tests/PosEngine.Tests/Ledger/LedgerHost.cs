using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>The books of a device without the rooms above them.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private readonly Store _store;
    private readonly Readers _readers;

    private LedgerHost(string path, IEngineScheduler scheduler)
    {
        _store = new Store(path);
        _readers = new Readers(_store, scheduler);
        var text = new PosText(new("en-IE"), Currency.EUR, new Dictionary<string, string>());
        Ledger = new DeviceLedger(_store, _readers, 1, Currency.EUR, text, scheduler, scheduler.CreateDispatcher(), Time, Logger);
    }

    public DeviceLedger Ledger { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public RecordingLogger Logger { get; } = new();

    public static async Task<LedgerHost> StartAsync(string path, IEngineScheduler? scheduler = null)
    {
        var host = new LedgerHost(path, scheduler ?? new InlineScheduler());
        host._store.Open();
        try
        {
            await host.Ledger.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the database folds to, as its saved state would tell it.</summary>
    public static async Task<DeviceState> FoldAsync(string path)
    {
        await using var host = await StartAsync(path);
        return host.Ledger.State;
    }

    /// <summary>Appends an entry as a room would.</summary>
    public async Task<long> AppendAsync(string reason) => (await Ledger.RunAsync<long>(
        transaction => transaction.Append(new StoreRecovered(reason), null), CancellationToken.None)).Value;

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _readers.Dispose();
        _store.Dispose();
    }
}

/// <summary>A till's books, which only its rooms see otherwise.</summary>
internal static class TillLedger
{
    public static DeviceLedger Ledger(this TillHost till) => LedgerOf(till.Pos);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_ledger")]
    private static extern ref DeviceLedger LedgerOf(Engine engine);

    /// <summary>Runs something on the writer, with the writer's own connection.</summary>
    public static async Task OnWriterAsync(this DeviceLedger ledger, Action<LedgerTransaction> work) => (await ledger.RunAsync(
        transaction =>
        {
            work(transaction);
            return PosResult.Done;
        },
        CancellationToken.None)).EnsureDone();
}
