using PosEngine.Scheduling;
using PosEngine.Support;

namespace PosEngine.Catalog;

/// <summary>Every lookup is asked twice: of the database, while the index is not loaded, and of the index.</summary>
public sealed class CatalogLookupTests
{
    private const string Tax = "0193b000-0000-7000-8000-000000000020";

    [Theory]
    [InlineData("036000291452", "036000291452")]
    [InlineData("036000291452", "0036000291452")]
    [InlineData("0036000291452", "036000291452")]
    [InlineData("4006381333931", " 4006381333931\r")]
    [InlineData("00012", "00012")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("Ab-1", "Ab-1")]
    public async Task A_code_is_found_as_the_scanner_gives_it(string code, string scanned) =>
        await InBothAsync(
            till => SetItem(till, 7, "Tea", code),
            till => Assert.Equal("Tea", till.Pos.Catalog.FindByBarcode(scanned).Value.Name));

    [Theory]
    [InlineData("00012", "12")]
    [InlineData("12", "00012")]
    [InlineData("4006381333931", "04006381333931")]
    [InlineData("Ab-1", "aB-1")]
    [InlineData("36000291452", "036000291452")]
    [InlineData("36000291452", "")]
    public async Task Another_code_is_not_found(string code, string scanned) =>
        await InBothAsync(
            till => SetItem(till, 7, "Tea", code),
            till => Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(scanned).Refusal?.Code));

    [Fact]
    public async Task An_unknown_code_is_named_in_the_message() =>
        await InBothAsync(
            till => { },
            till => Assert.Equal("No item has the barcode 4711.", till.Pos.Catalog.FindByBarcode("4711").Refusal?.Message));

    [Theory]
    [InlineData("Tee-ß", "tee-ß")]
    [InlineData("é1", "É1")]
    [InlineData("  t1 ", "T1  ")]
    public async Task A_sku_is_found_without_regard_to_case(string sku, string typed) =>
        await InBothAsync(
            till => SetItem(till, 7, "Tea", "77", sku: sku),
            till =>
            {
                Assert.Equal("Tea", till.Pos.Catalog.FindBySku(typed).Value.Name);
                Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku("t").Refusal?.Code);
            });

    [Fact]
    public async Task An_item_is_found_by_its_id() =>
        await InBothAsync(
            till => SetItem(till, 7, "Tea", "77"),
            till =>
            {
                Assert.Equal("Tea", till.Pos.Catalog.Find(IdOf(7)).Value.Name);
                Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.Find(IdOf(8)).Refusal?.Code);
            });

    [Fact]
    public async Task Of_two_items_that_claim_a_code_the_one_heard_of_last_has_it() =>
        await InBothAsync(
            till =>
            {
                SetItem(till, 7, "Tea", "77", sku: "S");
                SetItem(till, 8, "Cake", "77", sku: "s");
            },
            till =>
            {
                Assert.Equal("Cake", till.Pos.Catalog.FindByBarcode("77").Value.Name);
                Assert.Equal("Cake", till.Pos.Catalog.FindBySku("S").Value.Name);
            });

    [Fact]
    public async Task Of_two_items_that_claim_a_code_one_that_cannot_be_sold_does_not_stand_in_the_way() =>
        await InBothAsync(
            till =>
            {
                SetItem(till, 7, "Tea", "77");
                SetItem(till, 8, "Cake", "77", taxes: "0193b000-0000-7000-8000-000000000021");
            },
            till => Assert.Equal("Tea", till.Pos.Catalog.FindByBarcode("77").Value.Name));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_code_that_two_items_claimed_is_left_to_the_one_that_keeps_it(bool isRemoved) =>
        await InBothAsync(
            async till =>
            {
                SetItem(till, 7, "Tea", "77", sku: "S");
                SetItem(till, 8, "Cake", "77", sku: "S");
                (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
                if (isRemoved)
                    till.BackOffice.RemoveReference("item", IdOf(8).ToString());
                else
                    SetItem(till, 8, "Cake", "88", sku: "T");
            },
            till =>
            {
                Assert.Equal("Tea", till.Pos.Catalog.FindByBarcode("77").Value.Name);
                Assert.Equal("Tea", till.Pos.Catalog.FindBySku("S").Value.Name);
            });

    [Fact]
    public async Task A_code_that_an_item_gave_up_finds_nothing() =>
        await InBothAsync(
            async till =>
            {
                SetItem(till, 7, "Tea", "77", sku: "S");
                (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
                SetItem(till, 7, "Tea", "78", sku: "T");
            },
            till =>
            {
                Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode("77").Refusal?.Code);
                Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku("S").Refusal?.Code);
                Assert.True(till.Pos.Catalog.FindByBarcode("78").IsDone);
            });

    [Fact]
    public async Task A_removed_item_is_gone() =>
        await InBothAsync(
            till => till.BackOffice.RemoveReference("item", IdOf(1).ToString()),
            till =>
            {
                Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code);
                Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.FindBySku("COF").Refusal?.Code);
                Assert.Equal(RefusalCodes.ItemUnknown, till.Pos.Catalog.Find(IdOf(1)).Refusal?.Code);
            });

    [Fact]
    public async Task A_changed_tax_reaches_the_items_that_name_it() =>
        await InBothAsync(
            till => till.SetReference("tax", Tax, $$"""{ "id": "{{Tax}}", "name": "VAT 21%", "rate": 210000, "type": "included" }"""),
            till => Assert.Equal("VAT 21%", Assert.Single(till.Pos.Catalog.FindBySku("COF").Value.Taxes).Name));

    [Fact]
    public async Task An_item_whose_tax_is_gone_is_not_sold_without_it() =>
        await InBothAsync(
            till => till.BackOffice.RemoveReference("tax", Tax),
            till => Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code));

    [Fact]
    public async Task An_item_that_changes_to_a_tax_that_is_unknown_is_not_sold_as_it_was() =>
        await InBothAsync(
            till => SetItem(till, 1, "Coffee", TillHost.CoffeeCode, taxes: "0193b000-0000-7000-8000-000000000021"),
            till => Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code));

    [Fact]
    public async Task An_item_that_came_before_its_tax_is_there_once_the_tax_is()
    {
        const string late = "0193b000-0000-7000-8000-000000000021";
        await InBothAsync(
            async till =>
            {
                SetItem(till, 7, "Tea", "77", taxes: late);
                (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
                till.SetReference("tax", late, $$"""{ "id": "{{late}}", "name": "VAT 5%", "rate": 50000, "type": "included" }""");
            },
            till => Assert.Equal("VAT 5%", Assert.Single(till.Pos.Catalog.FindByBarcode("77").Value.Taxes).Name));
    }

    private static ItemId IdOf(int number) => new(new Guid($"0193b000-0000-7000-8000-{number:000000000000}"));

    private static void SetItem(TillHost till, int number, string name, string code, string? sku = null, string taxes = Tax) =>
        till.SetReference("item", IdOf(number).ToString(), $$"""
            { "id": "{{IdOf(number)}}", "name": "{{name}}", "sku": "{{sku ?? $"S{number}"}}", "barcodes": ["{{code}}"], "price": 100000, "taxes": ["{{taxes}}"] }
            """);

    private static Task InBothAsync(Action<TillHost> change, Action<TillHost> check) =>
        InBothAsync(
            till =>
            {
                change(till);
                return Task.CompletedTask;
            },
            check);

    private static async Task InBothAsync(Func<TillHost, Task> change, Action<TillHost> check)
    {
        await CheckAsync(new InlineScheduler(), change, check);
        await CheckAsync(new HeldScheduler<CatalogIndex>(), change, check);
    }

    /// <summary>Checks what the change made of what is in memory, then what a start makes of what is in the database.</summary>
    private static async Task CheckAsync(IEngineScheduler scheduler, Func<TillHost, Task> change, Action<TillHost> check)
    {
        await using var till = await new TillHost { Scheduler = scheduler }.StartAsync();
        await change(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        check(till);

        await till.RestartAsync();
        check(till);
    }
}
