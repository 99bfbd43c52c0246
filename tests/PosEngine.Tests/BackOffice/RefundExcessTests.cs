using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>Refunds of tills that could not ask, held against what was sold, in whatever order the two arrive.</summary>
public abstract class RefundExcessTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;
    private readonly TestDevice _seller = new();
    private readonly TestDevice _refunder = new();
    private readonly string _receipt = TestDevice.NewId();

    [Fact]
    public async Task M5_a_refund_that_comes_before_its_sale_is_set_aside_once_the_sale_is_here_and_its_device_is_told()
    {
        var refund = await RefundAsync(3_000);
        Assert.DoesNotContain(refund, await PageAsync());
        await SellAsync();

        var told = (await PushAsync(_refunder.Sell(1), from: 2)).Quarantined.ToList();

        Assert.Equal(1, Assert.Single(told).Sequence);
        Assert.Contains("went back than was sold", told[0].Reason);
        Assert.Contains(refund, await PageAsync());
    }

    [Fact]
    public async Task M5_of_refunds_that_together_give_back_too_much_the_later_ones_are_set_aside()
    {
        await RefundAsync(1_500);
        await RefundAsync(500);
        await RefundAsync(1);
        await RefundAsync(2_000);
        await SellAsync();

        Assert.Equal([3, 4], (await PushAsync(_refunder.Sell(1), from: 5)).Quarantined.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task M5_what_was_sold_may_go_back_before_its_sale_is_here()
    {
        var refund = await RefundAsync(2_000);
        await SellAsync();

        Assert.Empty((await PushAsync(_refunder.Sell(1), from: 2)).Quarantined);
        Assert.DoesNotContain(refund, await PageAsync());
    }

    [Fact]
    public async Task M5_a_refund_after_its_sale_is_told_at_once_and_listed()
    {
        await SellAsync();
        var refund = Refund(2_001);

        Assert.Equal([1], (await PushAsync(_refunder)).Quarantined.Select(entry => entry.Sequence));
        Assert.Contains(refund, await PageAsync());
    }

    [Fact]
    public async Task S8_a_receipt_with_two_faults_is_counted_and_told_once()
    {
        var (ticket, refund) = (TestDevice.NewId(), TestDevice.NewId());
        var parked = Bodies.Of("ticket-parked", new() { ["ticket"] = ticket, ["name"] = "Table 4", ["gross"] = 0, ["content"] = new JsonObject { ["parking"] = TestDevice.NewId() } });
        await PushAsync(_seller.Write(parked.ToJsonString()));
        var sale = Bodies.Receipt(_receipt, "1-1001");
        sale["data"]!["ticket"] = ticket;
        await PushAsync(_seller.Write(sale.ToJsonString()));
        var back = JsonNode.Parse(Back(_receipt, refund, 3_000))!;
        back["data"]!["ticket"] = ticket;

        Assert.Contains("went back than was sold", Assert.Single((await PushAsync(_refunder.Write(back.ToJsonString()))).Quarantined).Reason, StringComparison.Ordinal);

        Assert.Contains(refund, await PageAsync());
        Assert.Equal(1, (await _office.SummaryAsync(_refunder)).GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task S8_what_somebody_has_looked_at_is_told_no_more_and_stays_on_the_page()
    {
        var refund = await RefundAsync(3_000);
        await SellAsync();
        using var owner = await TestBrowser.SignInAsync(_office);
        var row = (await owner.ShowAsync("/refunds")).Split("<tr>").Single(row => row.Contains(refund, StringComparison.Ordinal));
        var clear = row.Split("action=\"")[1].Split('"')[0];

        await owner.SubmitAsync("/refunds", clear);

        Assert.Empty((await PushAsync(_refunder.Sell(1), from: 2)).Quarantined);
        Assert.Contains("looked at", (await owner.ShowAsync("/refunds")).Split("<tr>").Single(row => row.Contains(refund, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task S4_what_was_set_aside_later_is_told_in_an_epoch_that_shares_it_and_in_no_other()
    {
        await RefundAsync(3_000);
        await SellAsync();

        Assert.Equal([1], (await PushAsync(_refunder.Branch(1).Sell(1))).Quarantined.Select(entry => entry.Sequence));
        Assert.Empty((await PushAsync(_refunder.Branch(0).Sell(1))).Quarantined);
    }

    [Fact]
    public async Task M5_what_came_back_is_not_refunded_again()
    {
        await SellAsync();
        var refund = await RefundAsync(1_000);
        var line = RefundedLine(refund);

        var asked = await _office.PostAsync($"v1/devices/{_seller.Id}/refunds", $$"""{"refund":"{{TestDevice.NewId()}}","receipt":"{{refund}}","lines":[{"line":"{{line}}","quantity":-1000}]}""");

        Assert.Equal((422, "rejected"), (asked.Status, asked.Error));
    }

    [Fact]
    public async Task M5_sale_and_refund_that_arrive_at_the_same_moment_meet_all_the_same()
    {
        var pairs = new List<(TestDevice Seller, TestDevice Refunder)>();
        for (var i = 0; i < 12; i++)
        {
            var receipt = TestDevice.NewId();
            pairs.Add((new TestDevice().Write(Bodies.Receipt(receipt, "1-1001").ToJsonString()), new TestDevice().Write(Back(receipt, TestDevice.NewId(), 3_000))));
        }

        await Task.WhenAll(pairs.SelectMany(pair => new[] { PushAsync(pair.Seller), PushAsync(pair.Refunder) }));

        foreach (var (_, refunder) in pairs)
            Assert.Single((await PushAsync(refunder)).Quarantined);
    }

    private async Task SellAsync() => Assert.Empty((await PushAsync(_seller.Write(Bodies.Receipt(_receipt, "1-1001").ToJsonString()))).Quarantined);

    private async Task<string> RefundAsync(long quantity)
    {
        var refund = Refund(quantity);
        Assert.Empty((await PushAsync(_refunder)).Quarantined);
        return refund;
    }

    private string Refund(long quantity)
    {
        var refund = TestDevice.NewId();
        _refunder.Write(Back(_receipt, refund, quantity));
        return refund;
    }

    private async Task<Answer> PushAsync(TestDevice device, long from = 0)
    {
        var answer = await _office.PostAsync(device.EntriesPath, device.Push(from));
        Assert.Equal(200, answer.Status);
        return answer;
    }

    private async Task<string> PageAsync()
    {
        using var owner = await TestBrowser.SignInAsync(_office);
        return await owner.ShowAsync("/refunds");
    }

    private static string RefundedLine(string refund) => $"1{refund[1..]}";

    /// <summary>A refund of two coffees or some, whose number is its id.</summary>
    private static string Back(string receipt, string refund, long quantity)
    {
        var body = Bodies.Receipt(refund, refund);
        var data = body["data"]!;
        foreach (var figure in new[] { "subtotal", "net", "tax", "gross", "change" })
            data[figure] = 0;
        data["taxes"] = new JsonArray();
        data["payments"] = new JsonArray();
        data["refund_of"] = new JsonObject { ["receipt"] = receipt, ["restock"] = true };
        data["lines"] = new JsonArray(new JsonObject
        {
            ["id"] = RefundedLine(refund), ["name"] = "Coffee", ["quantity"] = -quantity, ["taxes"] = new JsonArray(), ["tax"] = new JsonArray(), ["net"] = 0, ["gross"] = 0,
            ["returns"] = new JsonObject { ["line"] = receipt },
        });
        return body.ToJsonString();
    }
}

public sealed class RefundExcessOnSqliteTests(SqliteOffice office) : RefundExcessTests(office), IClassFixture<SqliteOffice>;

public sealed class RefundExcessOnPostgresTests(PostgresOffice office) : RefundExcessTests(office), IClassFixture<PostgresOffice>;
