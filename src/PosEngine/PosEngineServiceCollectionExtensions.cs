using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PosEngine.Hardware;
using PosEngine.Sync;

namespace PosEngine;

/// <summary>Registers an engine with its back office and devices.</summary>
public interface IPosEngineBuilder
{
    /// <summary>The container's registrations.</summary>
    IServiceCollection Services { get; }

    /// <summary>The key of this engine's registrations, its back office and devices included; <see cref="Options.DefaultName"/> for the one engine of <c>AddPosEngine</c>.</summary>
    string Key { get; }
}

/// <summary>Adds PosEngine to a container.</summary>
/// <remarks>
/// The clock is the container's <see cref="TimeProvider"/> if it has one, the log its <see cref="ILoggerFactory"/>. The container owns the engine:
/// dispose it, asynchronously where possible, and everything is on disk.
/// </remarks>
public static class PosEngineServiceCollectionExtensions
{
    /// <summary>Adds the till of this process, to be had as <see cref="IPosEngine"/>.</summary>
    /// <exception cref="OptionsValidationException">On creation of the engine, not here: an option is missing or out of range.</exception>
    public static IPosEngineBuilder AddPosEngine(this IServiceCollection services, Action<PosEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => provider.GetRequiredKeyedService<IPosEngine>(Options.DefaultName));
        return services.AddKeyedPosEngine(Options.DefaultName, configure);
    }

    /// <summary>Adds one till of several in this process, to be had as keyed <see cref="IPosEngine"/>. Each has a database of its own.</summary>
    /// <exception cref="OptionsValidationException">On creation of the engine, not here: an option is missing or out of range.</exception>
    public static IPosEngineBuilder AddKeyedPosEngine(this IServiceCollection services, string key, Action<PosEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PosEngineOptions>(key).Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PosEngineOptions>, PosEngineOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PosEngineOptions>, PricingPolicyValidator>());
        services.AddKeyedSingleton<IPosEngine>(key, static (provider, key) => Create(provider, (string)key!));
        return new Builder(services, key);
    }

    /// <summary>The back office over HTTP, as docs/protocol.md describes it.</summary>
    /// <exception cref="OptionsValidationException">On creation of the engine, not here: an option is missing or cannot work.</exception>
    public static IPosEngineBuilder AddHttpBackOffice(this IPosEngineBuilder builder, Action<HttpBackOfficeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddBackOffice(provider =>
        {
            var options = new HttpBackOfficeOptions();
            configure(options);
            return new HttpBackOffice(options, provider.GetService<TimeProvider>());
        });
    }

    /// <summary>A back office over a transport of your own. Without any, the till stands alone.</summary>
    public static IPosEngineBuilder AddBackOffice(this IPosEngineBuilder builder, Func<IServiceProvider, IBackOffice> create) => builder.Add(create);

    /// <inheritdoc cref="AddBackOffice(IPosEngineBuilder, Func{IServiceProvider, IBackOffice})"/>
    public static IPosEngineBuilder AddBackOffice(this IPosEngineBuilder builder, IBackOffice backOffice) => builder.Add(backOffice);

    /// <summary>Whoever keeps gift cards and store credit, where that is not the back office.</summary>
    public static IPosEngineBuilder AddStoredValue(this IPosEngineBuilder builder, IStoredValue storedValue) => builder.Add(storedValue);

    /// <summary>A printer that prints every receipt.</summary>
    public static IPosEngineBuilder AddReceiptPrinter(this IPosEngineBuilder builder, IReceiptPrinter printer) => builder.Add(printer);

    /// <summary>A drawer that opens where cash is paid. The first one added is drawer 1, the second drawer 2.</summary>
    public static IPosEngineBuilder AddCashDrawer(this IPosEngineBuilder builder, ICashDrawer drawer) => builder.Add(drawer);

    /// <summary>A display that shows total and change.</summary>
    public static IPosEngineBuilder AddCustomerDisplay(this IPosEngineBuilder builder, ICustomerDisplay display) => builder.Add(display);

    private static IPosEngineBuilder Add<T>(this IPosEngineBuilder builder, T instance)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(instance);
        builder.Services.AddKeyedSingleton(builder.Key, instance);
        return builder;
    }

    private static IPosEngineBuilder Add<T>(this IPosEngineBuilder builder, Func<IServiceProvider, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddKeyedSingleton(builder.Key, (provider, _) => create(provider));
        return builder;
    }

    private static Engine Create(IServiceProvider provider, string key) => new(new EngineParts
    {
        Options = provider.GetRequiredService<IOptionsMonitor<PosEngineOptions>>().Get(key),
        BackOffice = provider.GetKeyedService<IBackOffice>(key),
        StoredValue = provider.GetKeyedService<IStoredValue>(key),
        Devices = new ConnectedDevices
        {
            Printers = [.. provider.GetKeyedServices<IReceiptPrinter>(key)],
            Drawers = [.. provider.GetKeyedServices<ICashDrawer>(key)],
            Displays = [.. provider.GetKeyedServices<ICustomerDisplay>(key)],
        },
        Time = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        Logger = provider.GetService<ILoggerFactory>()?.CreateLogger("PosEngine") ?? NullLogger.Instance,
    });

    private sealed record Builder(IServiceCollection Services, string Key) : IPosEngineBuilder;
}
