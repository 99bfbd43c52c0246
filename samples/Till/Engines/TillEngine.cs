using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosEngine;
using PosEngine.Capabilities;

namespace Till.Engines;

/// <summary>The till's engine, and the switch that turns it off and on again on the same database.</summary>
internal sealed class TillEngine : IAsyncDisposable
{
    private readonly Action<PosEngineOptions> _configure;
    private readonly Action<IServiceCollection, IPosEngineBuilder> _connect;
    private ServiceProvider? _services;

    private TillEngine(Action<PosEngineOptions> configure, Action<IServiceCollection, IPosEngineBuilder> connect)
    {
        _configure = configure;
        _connect = connect;
    }

    /// <summary>The engine that runs now; another one after a restart.</summary>
    public IPosEngine Pos { get; private set; } = null!;

    /// <summary>The most receipts that waited for the back office at one time.</summary>
    public int PeakUnsynchronised { get; private set; }

    /// <summary>Turns a till on.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="connect">Adds the back office, the devices and the clock.</param>
    /// <param name="number">Its number.</param>
    public static async Task<TillEngine> StartAsync(string database, Action<IServiceCollection, IPosEngineBuilder> connect, int number = 1)
    {
        var engine = new TillEngine(
            options =>
            {
                options.DatabasePath = database;
                options.DeviceNumber = number;
                options.Currency = Currency.GBP;
                options.Language = CultureInfo.GetCultureInfo("en-GB");
                options.OfflinePolicy = OfflinePolicy.Loyverse;
            },
            connect);
        await engine.TurnOnAsync();
        return engine;
    }

    /// <summary>Turns it off and on again.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        await TurnOnAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_services is { } services)
        {
            _services = null;
            await services.DisposeAsync();
        }
    }

    private async Task TurnOnAsync()
    {
        var services = new ServiceCollection();
        _connect(services, services.AddPosEngine(_configure));
        _services = services.BuildServiceProvider();
        Pos = _services.GetRequiredService<IPosEngine>();
        try
        {
            await Pos.StartAsync();
            Pos.Receipts.Unsynchronised.Subscribe(receipts => PeakUnsynchronised = Math.Max(PeakUnsynchronised, receipts.Count));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
