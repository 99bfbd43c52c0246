using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Receipts;

/// <summary>A receipt says who issued it as things were then, whatever the shop's settings have become since.</summary>
public sealed class ReceiptIssuerTests
{
    private const string Harbour = """{ "shop_name": "Harbour Café", "address": "1 Quay\nCork", "tax_number": "IE 1", "time_zone": "Europe/Dublin", "receipt_footer": "Ahoy" }""";
    private const string Hill = """{ "shop_name": "Hill Café", "address": "9 Summit\nDublin", "tax_number": "IE 2", "time_zone": "Europe/Dublin", "receipt_footer": "Goodbye" }""";
    private const string Vat = "0193b000-0000-7000-8000-000000000020";

    [Fact]
    public async Task Who_issues_receipts_is_recorded_once_before_the_first_of_them()
    {
        await using var till = await AtAsync(Harbour, static options => (options.DeviceSerial, options.Application) = ("SN-0815", "Corner Till 4.2"));
        var sales = new[] { await till.SellAsync(), await till.SellAsync() };

        var entries = await till.EntriesAsync();
        Assert.Equal(["issuer", "receipt", "receipt"], entries.Select(KindOf).TakeLast(3));
        var data = entries[^3].GetProperty("data");
        Assert.Equal(
            $$"""
            {"shop_name":"Harbour Café","address":"1 Quay\nCork","tax_number":"IE 1","time_zone":"Europe/Dublin","device":"{{till.Pos.Device.Id}}","device_number":1,"serial":"SN-0815","software":"{{EngineInfo.Software}}","application":"Corner Till 4.2","taxes":[{"id":"{{Vat}}","name":"VAT 20%","rate":200000,"type":"included","category":"standard"}]}
            """,
            data.GetRawText());
        Assert.Equal([entries.Count - 2, entries.Count - 2], entries.TakeLast(2).Select(static entry => entry.GetProperty("data").GetProperty("issuer").GetInt64()));
        foreach (var sale in sales)
        {
            var read = (await till.Pos.Receipts.GetAsync(sale.Id)).Value;
            Assert.Equal(("Harbour Café", "1 Quay\nCork", "IE 1", "SN-0815", "Corner Till 4.2"), (sale.Issuer!.ShopName, sale.Issuer.Address, sale.Issuer.TaxNumber, sale.Issuer.DeviceSerial, sale.Issuer.Application));
            Assert.Equal((sale.Issuer, entries.Count - 2), (read.Issuer, read.IssuerSequence!.Value));
            Assert.Equal(sale.IssuerSequence, read.IssuerSequence);
        }
    }

    [Fact]
    public async Task A_till_that_was_told_nothing_says_what_it_knows()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();
        var ann = (await till.Pos.Session.EnrolAsync("Ann", TillHost.AnnsPin)).Value;
        (await till.Pos.Session.SignInAsync(ann.Id, TillHost.AnnsPin)).EnsureDone();
        (await till.Pos.Catalog.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes($"name,price,barcodes\nTea,2.00,{TillHost.CoffeeCode}\n")))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();

        var issuer = (await till.SellAsync()).Issuer!;

        Assert.Equal(new ReceiptIssuer { DeviceId = till.Pos.Device.Id, DeviceNumber = 1, DeviceSerial = $"{till.Pos.Device.Id}", Software = EngineInfo.Software }, issuer);
    }

    [Theory]
    [InlineData("settings", "shop", "shop_name", "\"Hill Café\"", true)]
    [InlineData("settings", "shop", "address", "\"2 Quay\\nCork\"", true)]
    [InlineData("settings", "shop", "tax_number", "null", true)]
    [InlineData("settings", "shop", "time_zone", "\"Europe/Lisbon\"", true)]
    [InlineData("settings", "shop", "receipt_footer", "\"Goodbye\"", false)]
    [InlineData("settings", "shop", "shows_stock", "true", false)]
    [InlineData("tax", Vat, "rate", "210000", true)]
    [InlineData("tax", Vat, "name", "\"VAT\"", true)]
    [InlineData("tax", Vat, "rate", "200000", false)]
    [InlineData("tax", "0193b000-0000-7000-8000-000000000021", "rate", "50000", true)]
    [InlineData("item", "0193b000-0000-7000-8000-000000000001", "name", "\"Tea\"", false)]
    public async Task What_changes_is_recorded_before_the_next_receipt_and_nothing_else_is(string kind, string id, string member, string value, bool isRecorded)
    {
        await using var till = await AtAsync(Harbour);
        var before = await till.SellAsync();
        var json = JsonNode.Parse(kind switch
        {
            "settings" => Harbour,
            "tax" => $$"""{ "id": "{{id}}", "name": "VAT 20%", "rate": 200000, "type": "included" }""",
            _ => $$"""{ "id": "{{id}}", "name": "Coffee", "sku": "COF", "barcodes": ["{{TillHost.CoffeeCode}}"], "price": 250000, "taxes": ["{{Vat}}"] }""",
        })!;
        json[member] = JsonNode.Parse(value);
        await PullAsync(till, kind, id, json.ToJsonString());

        var after = await till.SellAsync();
        await till.SellAsync();

        Assert.Equal(isRecorded ? 2 : 1, (await till.EntriesAsync(EntryKinds.Issuer)).Count);
        Assert.Equal(isRecorded, before.IssuerSequence != after.IssuerSequence);
        Assert.Equal(isRecorded, before.Issuer != after.Issuer);
    }

    [Fact]
    public async Task A_tax_that_is_gone_is_recorded_too()
    {
        await using var till = await AtAsync(Harbour);
        till.SetReference("tax", "0193b000-0000-7000-8000-000000000021", """{ "id": "0193b000-0000-7000-8000-000000000021", "name": "VAT 5%", "rate": 50000, "type": "included" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal([200_000, 50_000], (await till.SellAsync()).Issuer!.Taxes.Select(static tax => tax.Rate.PartsPerMillion));

        till.BackOffice.RemoveReference("tax", "0193b000-0000-7000-8000-000000000021");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal([200_000], (await till.SellAsync()).Issuer!.Taxes.Select(static tax => tax.Rate.PartsPerMillion));
    }

    [Fact]
    public async Task A_reprint_shows_the_shop_as_it_was()
    {
        var printer = new TestDevice("printer");
        await using var till = await AtAsync(Harbour, devices: new() { Printers = [printer] });
        var old = await till.SellAsync();
        await PullAsync(till, "settings", "shop", Hill);
        var young = await till.SellAsync();

        for (var run = 0; run < 2; run++)
        {
            await AssertAsync(old, ["Harbour Café", "1 Quay", "IE 1"], ["Hill Café", "Summit", "IE 2"]);
            await AssertAsync(young, ["Hill Café", "9 Summit", "IE 2"], ["Harbour Café", "Quay", "IE 1"]);
            await till.RestartAsync();
            await till.SignInAsync();
        }

        async Task AssertAsync(Receipt receipt, string[] shown, string[] hidden)
        {
            foreach (var form in new[] { ReceiptForm.Copy, ReceiptForm.Gift, ReceiptForm.ExpenseForm })
            {
                await till.Pos.Hardware.FlushAsync(TestContext.Current.CancellationToken);
                printer.Done.Clear();
                (await till.Pos.Receipts.ReprintAsync(receipt.Id, form)).EnsureDone();
                await till.Pos.Hardware.FlushAsync(TestContext.Current.CancellationToken);
                var html = (await till.Pos.Receipts.GetDocumentAsync(receipt.Id, form)).Value.ToHtml();
                foreach (var paper in new[] { Assert.Single(printer.Done), html })
                {
                    Assert.All(shown, text => Assert.Contains(text, paper));
                    Assert.All(hidden, text => Assert.DoesNotContain(text, paper));
                    Assert.Contains("Goodbye", paper); // The layout is that of today.
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("DELETE FROM state")]
    public async Task It_is_known_after_a_restart(string loss)
    {
        await using var till = await AtAsync(Harbour);
        var receipt = await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone(); // Saves the state.
        await till.Pos.DisposeAsync();
        if (loss.Length > 0)
            Sql.Run(till.DatabasePath, loss);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();

        Assert.Equal(receipt.IssuerSequence, (await till.SellAsync()).IssuerSequence);
        Assert.Equal(receipt.Issuer, (await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Issuer);
    }

    [Fact]
    public async Task Another_serial_number_after_a_restart_is_a_change()
    {
        string? serial = null;
        await using var till = await AtAsync(Harbour, options => options.DeviceSerial = serial);
        var first = await till.SellAsync();
        serial = "SN-2";

        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(("SN-2", 2), ((await till.SellAsync()).Issuer!.DeviceSerial, (await till.EntriesAsync(EntryKinds.Issuer)).Count));
        Assert.Equal($"{till.Pos.Device.Id}", (await till.Pos.Receipts.GetAsync(first.Id)).Value.Issuer!.DeviceSerial);
    }

    [Fact]
    public async Task Nothing_is_recorded_where_nothing_is_sold()
    {
        await using var till = await AtAsync(Harbour);
        var ticket = till.RingUp();

        Assert.Equal(RefusalCodes.PaymentShort, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(1)))).Refusal?.Code);
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();

        Assert.Empty(await till.EntriesAsync(EntryKinds.Issuer));
    }

    [Fact]
    public async Task Receipts_of_training_and_refunds_name_it_as_well()
    {
        await using var till = new TillHost();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds", "training"]""");
        till.SetReference("settings", "shop", Harbour);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        var practised = await till.SellAsync();
        (await till.Pos.Device.EndTrainingAsync()).EnsureDone();
        Assert.Equal("Harbour Café", (await till.Pos.Receipts.GetAsync(practised.Id)).Value.Issuer!.ShopName);

        var sale = await till.SellAsync();
        await PullAsync(till, "settings", "shop", Hill);
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        Assert.Equal((practised.IssuerSequence, "Hill Café"), (sale.IssuerSequence, refund.Issuer!.ShopName));
        Assert.Equal("Hill Café", (await till.Pos.Receipts.GetAsync(refund.Id)).Value.Issuer!.ShopName);
        Assert.Equal("Harbour Café", (await till.Pos.Receipts.GetAsync(sale.Id)).Value.Issuer!.ShopName);
    }

    [Fact]
    public async Task Whoever_pays_twice_gets_the_first_receipt_with_its_issuer()
    {
        await using var till = await AtAsync(Harbour);
        var ticket = till.RingUp();
        var first = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;
        await PullAsync(till, "settings", "shop", Hill);

        Assert.Equal(first.Issuer, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value.Issuer);
    }

    [Fact]
    public async Task The_paper_of_another_tills_receipt_has_that_ones_issuer_and_a_refund_of_it_the_own()
    {
        await using var other = await AtAsync(Harbour, static options => options.DeviceSerial = "SN-1");
        var sale = await other.SellAsync();
        other.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
        other.SetReference("settings", "shop", Hill);
        await using var till = await new TillHost(static options => (options.DeviceNumber, options.DeviceSerial) = (2, "SN-2")) { Transport = other.BackOffice }.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();

        Assert.Equal(sale.Issuer, (await till.Pos.Receipts.GetAsync(sale.Id)).Value.Issuer);
        Assert.Contains("Harbour Café", (await till.Pos.Receipts.GetDocumentAsync(sale.Id)).Value.ToText(42));
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        Assert.Equal(("Hill Café", "SN-2", 2), (refund.Issuer!.ShopName, refund.Issuer.DeviceSerial, refund.Issuer.DeviceNumber));
        Assert.Equal(refund.IssuerSequence, (await till.Pos.Receipts.GetAsync(refund.Id)).Value.IssuerSequence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"kind":"receipt"}""")]
    [InlineData("""{"kind":"issuer","at":"2026-11-24T09:58:11.000+00:00","clock_offset":null}""")]
    [InlineData("""{"kind":"issuer","at":"2026-11-24T09:58:11.000+00:00","clock_offset":null,"data":{"device":7}}""")]
    [InlineData("""{"kind":"issuer","at":"2026-11-24T09:58:11.000+00:00","clock_offset":null,"data":{"taxes":[{"id":"0193b000-0000-7000-8000-000000000020","name":"","rate":1,"type":"included"}]}}""")]
    [InlineData("""{"kind":"engine-started","at":"2026-11-24T09:58:11.000+00:00","clock_offset":null,"data":{}}""")]
    public void What_a_back_office_says_of_it_and_nobody_can_read_is_nothing(string body) => Assert.Null(IssuerSource.TryRead(Encoding.UTF8.GetBytes(body)));

    /// <summary>The body of a receipt goes after a while; that of what newer receipts name does not.</summary>
    [Fact]
    public async Task S10_it_stays_where_the_bodies_around_it_are_pruned()
    {
        var keep = TimeSpan.FromDays(2);
        await using var till = await AtAsync(Harbour, options => options.JournalRetention = keep);
        var old = await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        till.BackOffice.PrunableThrough = long.MaxValue;
        till.Time.Advance(keep + TimeSpan.FromDays(1));
        await till.RestartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        var young = await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(6))).EnsureDone();
        till.SetReference("settings", "shop", Hill);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(old.IssuerSequence, young.IssuerSequence);
        Assert.Equal("Harbour Café", (await till.Pos.Receipts.GetAsync(old.Id)).Value.Issuer!.ShopName); // The back office has the rest of it.
        till.GoOffline();
        Assert.Equal(RefusalCodes.ReceiptArchived, (await till.Pos.Receipts.GetAsync(old.Id)).Refusal?.Code);
        Assert.Equal("Harbour Café", (await till.Pos.Receipts.GetAsync(young.Id)).Value.Issuer!.ShopName);
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);

        // Nor does damage elsewhere cost it.
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, "UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal)");
        await till.StartAsync();
        await till.SignInAsync();
        Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun));
        Assert.Equal("Harbour Café", (await till.Pos.Receipts.GetAsync(young.Id)).Value.Issuer!.ShopName);
    }

    [Fact]
    public async Task D9_a_receipt_whose_issuer_is_damaged_is_as_good_without_and_the_next_one_names_a_new_entry()
    {
        await using var till = await AtAsync(Harbour);
        var receipt = await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        Sql.Run(till.DatabasePath, $"UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'Harbour', 'Hospital') AS BLOB) WHERE seq = {receipt.IssuerSequence}");

        Assert.Null((await till.Pos.Receipts.GetAsync(receipt.Id)).Value.Issuer);
        Assert.True(till.Ledger().IsDamaged);

        await till.RestartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(1))).EnsureDone();
        var next = await till.SellAsync();
        Assert.Equal("Harbour Café", next.Issuer!.ShopName);
        Assert.True(next.IssuerSequence > receipt.IssuerSequence);
    }

    [Fact]
    public async Task D8_every_epoch_has_an_entry_of_its_own_and_a_branch_those_of_its_parent()
    {
        await using var till = await AtAsync(Harbour);
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        var image = await File.ReadAllBytesAsync(till.DatabasePath, TestContext.Current.CancellationToken);
        await till.StartAsync();
        await till.SignInAsync();
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        await File.WriteAllBytesAsync(till.DatabasePath, image, TestContext.Current.CancellationToken);

        // Nobody has noticed yet: what is sold now goes into a branch, and names an entry from before it.
        till.BackOffice.IsReachable = false;
        await till.StartAsync();
        await till.SignInAsync();
        var branched = await till.SellAsync();
        till.GoOnline();
        var tagged = await till.SellAsync();
        till.Settle();

        Assert.True(tagged.IssuerSequence > branched.IssuerSequence);
        Assert.Equal(branched.Issuer, tagged.Issuer);
        foreach (var receipt in new[] { branched, tagged })
        {
            var found = Assert.Single(await till.BackOffice.FindReceiptsAsync(new() { Id = receipt.Id }, TestContext.Current.CancellationToken));
            Assert.Equal(receipt.Issuer, EntryReader.TryReadIssuer(found.Issuer));
        }
    }

    private static async Task<TillHost> AtAsync(string settings, Action<PosEngineOptions>? configure = null, ConnectedDevices? devices = null)
    {
        var till = new TillHost(configure) { Devices = devices ?? new() };
        till.SetReference("settings", "shop", settings);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static async Task PullAsync(TillHost till, string kind, string id, string json)
    {
        till.SetReference(kind, id, json);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }

    private static string? KindOf(JsonElement entry) => entry.GetProperty("kind").GetString();
}
