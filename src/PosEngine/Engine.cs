using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Customers;
using PosEngine.Employees;
using PosEngine.Hardware;
using PosEngine.Hardware.Printing;
using PosEngine.Health;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Settings;
using PosEngine.Shifts;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine;

/// <summary>What an engine is made of, besides its options.</summary>
internal sealed record EngineParts
{
    public required PosEngineOptions Options { get; init; }

    public IBackOffice? BackOffice { get; init; }

    /// <summary>Who keeps gift cards and store credit; null for the back office, if it does.</summary>
    public IStoredValue? StoredValue { get; init; }

    public ConnectedDevices Devices { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILogger Logger { get; init; }

    public IEngineScheduler Scheduler { get; init; } = new ThreadScheduler();

    /// <summary>Reads the free bytes where a folder lies; null for the system's own answer.</summary>
    public Func<string, long?>? FreeSpace { get; init; }

    public Random Random { get; init; } = Random.Shared;

    /// <summary>What is done to files besides what SQLite does; null for the way of a real disk.</summary>
    public StoreFiles? Files { get; init; }
}

/// <summary>Puts the rooms together, floor by floor: the one place that knows them all.</summary>
internal sealed class Engine : IPosEngine, IDisposable
{
    private readonly PosEngineOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IEngineScheduler _scheduler;
    private readonly IDispatcher _dispatcher;
    private readonly Store _store;
    private readonly Readers _readers;
    private readonly DeviceLedger _ledger;
    private readonly Opening _opening;
    private readonly SettingsService _settings;
    private readonly OfflineClock _offline;
    private readonly SessionService _session;
    private readonly CatalogService _catalog;
    private readonly ShopLists _lists;
    private readonly PredefinedTickets _predefined;
    private readonly SharedTicketList _shared;
    private readonly TicketService _tickets;
    private readonly PaymentTypeService _paymentTypes;
    private readonly StoredValues _values;
    private readonly RefundService _refunds;
    private readonly ReceiptService _receipts;
    private readonly HardwareService _hardware;
    private readonly SyncService _sync;
    private readonly BackgroundCheck _check;
    private readonly HealthService _health;
    private volatile bool _isOpen;
    private int _isStarted;
    private int _isDisposed;

    public Engine(EngineParts parts)
    {
        var (options, time, logger) = (parts.Options, parts.Time, parts.Logger);
        var currency = options.Currency!;
        _options = options;
        _logger = logger;
        _time = time;
        _scheduler = parts.Scheduler;
        _dispatcher = _scheduler.CreateDispatcher();
        var text = new PosText(options.Language ?? CultureInfo.CurrentUICulture, currency, options.Texts.AsReadOnly(), options.LanguageFiles);

        // Floor 1: the store, and the books in it.
        _store = new Store(options.DatabasePath, parts.Files, logger);
        _readers = new Readers(_store, _scheduler);
        var headFile = options.HeadFilePath is { } headPath ? new HeadFile(headPath, time) : null;
        _ledger = new DeviceLedger(_store, _readers, options.DeviceNumber, currency, text, _scheduler, _dispatcher, time, logger,
            headFile, options.JournalRetention, new DiskSpace(_store.Path, parts.FreeSpace));
        _opening = new Opening(_store, headFile, _ledger, new Salvage(_store, options.DeviceNumber, currency, time, logger), _scheduler);

        // Floor 2: reference data, and the connection it comes over.
        _settings = new SettingsService(_readers, _dispatcher, logger);
        _settings.Current.Subscribe(settings => _ledger.Clock.ShopZone = settings.TimeZone);
        _paymentTypes = new PaymentTypeService(_readers, text, logger);
        var pins = new PinCheck(_ledger, _readers, new PinIndex(_store.Path + "-key"), text, _scheduler);
        var session = new SessionService(_ledger, _readers, pins, _settings.Current, parts.BackOffice is null, text, _scheduler, _dispatcher, time, logger);
        var connectivity = new ConnectivityService(new ConnectivityRules(options.Sync.FailuresToOffline), _dispatcher, logger);
        var online = new OnlineCalls(parts.BackOffice as IBackOfficeServices, connectivity.State, options.Sync.AnswerTimeout, time, text);

        var keeper = parts.StoredValue ?? parts.BackOffice as IStoredValue;

        // Floor 3: what may be done.
        _offline = new OfflineClock(connectivity.State, time, _dispatcher, logger);
        var capabilities = new CapabilityService(options.OfflinePolicy, text, new CapabilityInputs
        {
            Connectivity = connectivity.State,
            Offline = _offline,
            Unsynchronised = DerivedStream.Select(_ledger.States, static state => state.Outbox.Receipts),
            Settings = _settings.Current,
            Employee = session.Current,
            IsShiftOpen = DerivedStream.Select(_ledger.States, static state => state.Shift is not null),
            HasCardTerminal = parts.Devices.CardTerminals.Count > 0,
            StoresPayments = () => parts.Devices.CardTerminals.Any(static terminal => terminal.StoresPayments),
            HasStoredValue = keeper is not null,
            HasBackOffice = parts.BackOffice is not null,
            DeviceNumber = options.DeviceNumber,
        });

        // Floor 4: what is sold, and to whom.
        var edits = new OnlineEdits(_ledger, online, text, time);
        _lists = new ShopLists(_readers, _dispatcher, logger);
        _predefined = new PredefinedTickets(_readers, _dispatcher, logger);
        _shared = new SharedTicketList(_readers, _dispatcher, logger);
        _catalog = new CatalogService(_ledger, _readers, _lists, new ItemEditing(_ledger, session, capabilities, edits, text), text, currency, _scheduler, _dispatcher, logger);
        var customers = new CustomerService(_ledger, _readers, session, capabilities, online, edits, text, options.CustomersKept, time);
        Stock = new StockService(capabilities, online);
        var reference = new ReferenceData(_readers, [_catalog, new Erasures(_store.DeleteSnapshots), customers, session, _paymentTypes, _settings, _lists.Categories, _lists.Discounts, _lists.DiningOptions, _lists.PriceLists, _predefined.Listed, _shared.Listed], logger);

        // Floors 4 and 5: the sale.
        _tickets = new TicketService(_ledger, session, _catalog, _predefined, _shared, online, capabilities, text, options.PricingPolicy, currency, options.BusinessDayStart, customers.Find, _dispatcher, time, logger);
        session.IsPaying = () => _tickets.Open.Any(static ticket => ticket.Current.Status == TicketStatus.InPayment);
        _ledger.Issuing = new IssuerSource(_settings.Current, _lists.Taxes.Current, options.DeviceSerial, options.Application).Of;
        var papers = new ReceiptPapers(text, _settings.Current, options.ReceiptLayout, _readers);
        _hardware = new HardwareService(parts.Devices, papers, text, _settings.Current, _dispatcher, time, logger);
        var sold = new SoldReceipts(_ledger, _readers, online, text);
        _values = new StoredValues(_ledger, online, keeper, isAlone: parts.BackOffice is null, connectivity.State, capabilities, text, time);
        connectivity.State.Subscribe(CancelValues);
        _tickets.ReceiptGivenUp = _values.End;
        var access = new ReceiptAccess(_ledger, session);
        _refunds = new RefundService(_ledger, _readers, sold, session, capabilities, online, _paymentTypes, _values, access, text, time, Completed);
        var states = new ReceiptStates(_dispatcher, logger);
        _ledger.WatermarkMoving = states.Prepare;
        _receipts = new ReceiptService(
            _ledger, _readers, sold, new ReceiptSearch(_ledger, _readers, online, text), _refunds, new SendRequests(_ledger, _readers, access, session, capabilities, text), access, session,
            capabilities, text, _hardware, states, _dispatcher, logger);
        session.Ended = _receipts.Hide;
        var checkout = new CheckoutService(_ledger, session, _tickets, _paymentTypes, _values, _settings.Current, capabilities, text, currency, _dispatcher, time, logger, Completed, _refunds);
        Shifts = new ShiftService(_ledger, _readers, session, capabilities, _settings.Current, text, currency, options.BusinessDayStart, time, _hardware);

        // Floor 6: to the back office.
        Func<ISyncWatch, SyncPump>? createPump = parts.BackOffice is { } backOffice
            ? watch => new SyncPump(_ledger, _readers, reference, backOffice, connectivity, time, watch)
            : null;
        _sync = new SyncService(_ledger, new RetryMemory(_ledger, _readers), createPump, connectivity, capabilities, text, options.Sync, _scheduler, _dispatcher, time, parts.Random, logger);

        var journal = new JournalService(_ledger, _readers, time);
        Device = new DeviceService(_ledger, journal, session, capabilities, text);
        _session = session;
        TimeClock = new TimeClockService(_ledger, pins, session, text);
        Customers = customers;
        Checkout = checkout;
        Capabilities = capabilities;
        Connectivity = connectivity;
        Journal = journal;
        Text = text;

        // Upkeep: what nobody waits for.
        var chores = new Chores(_ledger, _readers, time);
        _check = new BackgroundCheck(_ledger, _readers, journal, chores, time, logger);
        _health = new HealthService(
            _ledger, _readers, chores, text, isAlone: parts.BackOffice is null, options.DeviceNumber, new PosStream<PosHealth?>(null, _dispatcher, logger), time);
        Storage = new StorageService(_store, _ledger, _readers, chores, _scheduler);
    }

    public IDevice Device { get; }

    public ISession Session => _session;

    public ITimeClock TimeClock { get; }

    public IStock Stock { get; }

    public ISettings Settings => _settings;

    public ICatalog Catalog => _catalog;

    public ICustomers Customers { get; }

    public IShifts Shifts { get; }

    public ITickets Tickets => _tickets;

    public ICheckout Checkout { get; }

    public IReceipts Receipts => _receipts;

    public ICapabilities Capabilities { get; }

    public IConnectivity Connectivity { get; }

    public ISync Sync => _sync;

    public IJournal Journal { get; }

    public IPosStorage Storage { get; }

    public IHealth Health => _health;

    public IPosHardware Hardware => _hardware;

    public IPosText Text { get; }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
            throw new InvalidOperationException("The engine was started already.");
        try
        {
            await _opening.RunAsync(cancellationToken).ConfigureAwait(false);
            _offline.Start(OfflineBefore());
            var started = await _ledger.RunAsync(transaction =>
            {
                transaction.Append(new EngineStarted(EngineInfo.Software, _options.DeviceNumber, _options.Currency!), null);
                RefundService.ReleaseAll(transaction);
                TicketService.ReleaseTakeovers(transaction);
                return PosResult.Done;
            }, cancellationToken).ConfigureAwait(false);
            started.EnsureDone();
            _settings.Load();
            _paymentTypes.Load();
            _lists.Load();
            _predefined.Listed.Load();
            _shared.Listed.Load();
            _tickets.Load(
                _readers.Query(connection => TicketTable.Load(connection, _logger)),
                ticket => _ledger.State.RecentReceipts.ContainsKey(ticket) || _readers.Query(connection => StateTable.IsIndexed(connection, ticket.Value)));
        }
        catch (Exception e)
        {
            // Nothing of a start that failed may keep the next one from succeeding.
            await _opening.CloseAsync().ConfigureAwait(false);
            Interlocked.Exchange(ref _isStarted, 0);
            if (e is SqliteException failure)
                throw _store.Unusable(failure);
            throw;
        }

        _isOpen = true;
        _ = _catalog.LoadAsync();
        _ = _values.CancelAllAsync();
        _sync.Start();
        _check.Start();
        _health.Start();
    }

    /// <summary>How long the till was offline before. Where its journal cannot be read so far back, that is no reason not to start (invariant D9): then since its last entry.</summary>
    private TimeSpan OfflineBefore()
    {
        try
        {
            return _readers.Query(connection => JournalTime.Since(connection, _ledger.State.Outbox.Acked, _ledger.State.Head, _time.GetUtcNow()));
        }
        catch (StoreUnusableException e) when (e.Problem == StoreProblem.Damaged && _ledger.State.Last is { } last)
        {
            return _time.GetUtcNow() is var now && now > last.At ? now - last.At : TimeSpan.Zero;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _check.DisposeAsync().ConfigureAwait(false);
        _health.Dispose();
        _session.Dispose();
        await _sync.DisposeAsync().ConfigureAwait(false);
        await _tickets.DisposeAsync().ConfigureAwait(false);
        await _hardware.DisposeAsync().ConfigureAwait(false);
        _offline.Dispose();
        await _readers.EndAsync().ConfigureAwait(false);
        await _ledger.DisposeAsync().ConfigureAwait(false);
        _receipts.Complete();
        _settings.Complete();
        _readers.Close();
        _store.Dispose();
        (_dispatcher as IDisposable)?.Dispose();
    }

    /// <summary>What an earlier run asked for of whoever keeps value, and made nothing of, is cancelled as soon as somebody can be asked.</summary>
    private void CancelValues(ConnectivityState state)
    {
        if (_isOpen && state == ConnectivityState.Online)
            _ = _values.CancelAllAsync();
    }

    /// <summary>A receipt is durable: now it is told, and only now.</summary>
    private void Completed(Receipt receipt)
    {
        _receipts.Publish(receipt);
        _hardware.AfterSale(receipt);
    }

    /// <summary>For containers that are not disposed asynchronously. Waits for the writer; nothing here continues on the caller's thread.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
