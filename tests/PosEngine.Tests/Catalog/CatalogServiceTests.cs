using Microsoft.Extensions.Logging;
using PosEngine.Streams;
using PosEngine.Support;

namespace PosEngine.Catalog;

public sealed class CatalogServiceTests
{
    private const string Tax = "0193b000-0000-7000-8000-000000000020";
    private const string Tea = "0193b000-0000-7000-8000-000000000007";

    [Fact]
    public async Task A_search_looks_into_names_without_regard_to_case_and_answers_in_their_order()
    {
        await using var till = await TillHost.ReadyAsync();
        SetItem(till, 3, "Iced coffee");
        SetItem(till, 4, "Cake");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(["Coffee", "Iced coffee"], (await till.Pos.Catalog.SearchAsync("COFF")).Select(item => item.Name));
        Assert.Equal(["Anything", "Cake", "Coffee", "Iced coffee"], (await till.Pos.Catalog.SearchAsync("")).Select(item => item.Name));
        Assert.Equal(["Anything", "Cake"], (await till.Pos.Catalog.SearchAsync("", limit: 2)).Select(item => item.Name));
        Assert.Empty(await till.Pos.Catalog.SearchAsync("tea"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_search_for_none_or_too_many_is_a_mistake(int limit)
    {
        await using var till = await TillHost.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Catalog.SearchAsync("", limit));
    }

    [Fact]
    public async Task The_count_follows_the_back_office()
    {
        await using var till = await TillHost.ReadyAsync();
        var counts = new List<int>();
        using var subscription = till.Pos.Catalog.Count.Subscribe(counts.Add);

        SetItem(till, 3, "Iced coffee");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.BackOffice.RemoveReference("item", IdOf(3));
        till.BackOffice.RemoveReference("item", IdOf(2));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal([2, 3, 1], counts);
    }

    [Fact]
    public async Task The_first_sale_does_not_wait_for_the_index()
    {
        var scheduler = new HeldScheduler<CatalogIndex>();
        await using var till = await new TillHost { Scheduler = scheduler }.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();

        Assert.Equal(Money.Of(5.00m), (await till.SellAsync(coffees: 2)).Total);
        Assert.Equal(0, till.Pos.Catalog.Count.Value);

        scheduler.Release();
        Assert.Equal(2, till.Pos.Catalog.Count.Value);
    }

    [Fact]
    public async Task A_change_that_arrives_while_the_index_is_loading_is_in_it()
    {
        // The load reads the tea, finds that its tax is unknown, and says so: at this very moment the price of coffee changes.
        var scheduler = new HeldScheduler<CatalogIndex>();
        var log = new Interrupter();
        await using var till = await new TillHost { Scheduler = scheduler, Logger = log }.StartAsync();
        till.SetReference("item", Tea, $$"""{ "id": "{{Tea}}", "name": "Tea", "taxes": ["0193b000-0000-7000-8000-000000000099"] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        log.Interrupt = () =>
        {
            log.Interrupt = null;
            SetItem(till, 1, "Coffee", price: 290_000);
            till.Pos.Sync.SyncNowAsync().GetAwaiter().GetResult().EnsureDone();
        };

        scheduler.Release();

        Assert.Null(log.Interrupt);
        Assert.Equal(2, till.Pos.Catalog.Count.Value);
        Assert.Equal(Money.Of(2.90m), till.Pos.Catalog.FindBySku("S1").Value.Price);
    }

    [Theory]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "taxes": [] }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "", "taxes": [] }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "Tea", "barcodes": [77], "taxes": [] }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "Tea", "barcodes": ["77"] }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "Tea", "barcodes": ["77"], "taxes": [], "price": 1.5 }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "Tea", "barcodes": ["77"], "taxes": [], "price": -1 }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000007", "name": "Tea", "barcodes": ["77"], "taxes": ["0193b000-0000-7000-8000-000000000020", "0193b000-0000-7000-8000-000000000020"] }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000008", "name": "Tea", "barcodes": ["77"], "taxes": [] }""")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task An_item_that_cannot_be_read_is_left_out_and_told_and_stops_nothing(string json)
    {
        var log = new RecordingLogger();
        await using var till = await new TillHost { Logger = log }.StartAsync();

        till.SetReference("item", Tea, json);
        SetItem(till, 3, "Iced coffee");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode("77").Refusal?.Code);
        Assert.Equal("Iced coffee", till.Pos.Catalog.FindBySku("S3").Value.Name);
        Assert.Equal(3, till.Pos.Catalog.Count.Value);
        Assert.Contains(log.Entries, entry => entry.EventId == 3001 && entry.Message.Contains(Tea, StringComparison.Ordinal));
        await till.RestartAsync();
        Assert.Equal(3, till.Pos.Catalog.Count.Value);
    }

    [Theory]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT", "rate": 200000, "type": "perhaps" }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT", "rate": 0.2, "type": "included" }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "", "rate": 200000, "type": "included" }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000021", "name": "VAT", "rate": 10000, "type": "included" }""")]
    public async Task A_tax_that_cannot_be_read_leaves_the_one_before(string json)
    {
        await using var till = await TillHost.ReadyAsync();

        till.SetReference("tax", Tax, json);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal("VAT 20%", Assert.Single(till.Pos.Catalog.FindBySku("COF").Value.Taxes).Name);
        await till.RestartAsync();
        Assert.Equal("VAT 20%", Assert.Single(till.Pos.Catalog.FindBySku("COF").Value.Taxes).Name);
    }

    [Theory]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT", "rate": -1000000, "type": "included" }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT", "rate": 9000000000000, "type": "added" }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-000000000020", "name": "VAT", "rate": 10000, "type": "added", "builds_on": ["0193b000-0000-7000-8000-000000000020"] }""")]
    public async Task An_item_that_cannot_be_priced_with_its_taxes_is_left_out_and_told(string tax)
    {
        var log = new RecordingLogger();
        await using var till = await new TillHost { Logger = log }.StartAsync();

        till.SetReference("tax", Tax, tax);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code);
        Assert.Contains(log.Entries, entry => entry.EventId == 3001);
    }

    [Fact]
    public async Task What_is_blank_is_no_code()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("item", Tea, $$"""{ "id": "{{Tea}}", "name": "Tea", "sku": " ", "barcodes": ["", null, " 77 "], "taxes": [] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        var tea = till.Pos.Catalog.FindByBarcode("77").Value;

        Assert.Null(tea.Sku);
        Assert.Equal(["77"], tea.Barcodes);
        Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku(" ").Refusal?.Code);
    }

    private static string IdOf(int number) => $"0193b000-0000-7000-8000-{number:000000000000}";

    private static void SetItem(TillHost till, int number, string name, long price = 100_000) =>
        till.SetReference("item", IdOf(number), $$"""{ "id": "{{IdOf(number)}}", "name": "{{name}}", "sku": "S{{number}}", "price": {{price}}, "taxes": ["{{Tax}}"] }""");

    /// <summary>Does something at the moment when something is logged.</summary>
    private sealed class Interrupter : ILogger
    {
        public Action? Interrupt { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Interrupt?.Invoke();
    }
}
