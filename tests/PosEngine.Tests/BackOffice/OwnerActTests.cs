using System.Net;

namespace PosEngine.BackOffice;

/// <summary>What only its device ends otherwise, an owner ends by name: who it was, and when, is kept beside it.</summary>
public abstract class OwnerActTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;
    private readonly TestDevice _device = new();

    [Fact]
    public async Task A_refund_right_is_ended_by_somebody_with_a_name()
    {
        var receipt = TestDevice.NewId();
        _device.Write(Bodies.Receipt(receipt, "7-1001").ToJsonString());
        await _office.PostAsync(_device.EntriesPath, _device.Push());
        Assert.Equal("granted", await VerdictAsync("refunds", $$"""{"refund":"{{TestDevice.NewId()}}","receipt":"{{receipt}}","lines":[{"line":"{{receipt}}","quantity":1000}]}"""));
        using var owner = await SignInAsync("Olga");

        await owner.SubmitAsync(Page, $"/refunds/{receipt}/end");
        await owner.ForgeAsync($"/refunds/{receipt}/end"); // A second tap.

        Assert.Equal(["Olga", "Ended a refund right", "Receipt 7-1001"], await ActAsync(owner));
    }

    [Fact]
    public async Task A_parked_ticket_is_freed_by_somebody_with_a_name()
    {
        var parking = TestDevice.NewId();
        _device.Write(Bodies.Of("ticket-parked", new()
        {
            ["ticket"] = TestDevice.NewId(), ["name"] = "Table 4", ["gross"] = 500_000, ["content"] = new System.Text.Json.Nodes.JsonObject { ["parking"] = parking },
        }).ToJsonString());
        await _office.PostAsync(_device.EntriesPath, _device.Push());
        Assert.Equal("granted", await VerdictAsync("tickets", $$"""{"takeover":"{{TestDevice.NewId()}}","parking":"{{parking}}"}"""));
        using var owner = await SignInAsync("Otto");

        await owner.SubmitAsync("/parked", $"/parked/{parking}/free");
        await owner.ForgeAsync($"/parked/{parking}/free");

        Assert.Equal(["Otto", "Freed a parked ticket", "Ticket Table 4"], await ActAsync(owner));
    }

    [Fact]
    public async Task What_a_lost_device_has_reserved_on_an_account_is_given_back_by_somebody_with_a_name()
    {
        var (customer, key) = (TestDevice.NewId(), TestDevice.NewId());
        await _office.PutAsync($"v1/admin/reference/customer/{customer}", $$"""{"id":"{{customer}}","name":"Cleo"}""");
        var sale = Bodies.Receipt(TestDevice.NewId(), "7-1001");
        sale["data"]!["customer"] = customer;
        sale["data"]!["lines"]![0]!["points"] = 50;
        _device.Write(sale.ToJsonString());
        await _office.PostAsync(_device.EntriesPath, _device.Push());
        var move = $$"""{"key":"{{key}}","receipt":"{{TestDevice.NewId()}}","kind":"points","account":"{{customer}}","amount":-30}""";
        Assert.Equal("granted", await VerdictAsync("values", move));
        Assert.Equal(20, await AvailableAsync(customer));
        using var owner = await SignInAsync("Olga");

        await owner.SubmitAsync(Page, $"/devices/{_device.Id}/values/{key}/end");
        await owner.ForgeAsync($"/devices/{_device.Id}/values/{key}/end");

        Assert.Equal(50, await AvailableAsync(customer));
        Assert.Equal("ended", await VerdictAsync("values", move)); // Whatever is still on the way takes nothing.
        Assert.Equal(["Olga", "Gave back what was reserved", $"Points {customer}: -30"], await ActAsync(owner));
    }

    [Fact]
    public async Task Only_who_is_signed_in_gives_back()
    {
        using var visitor = TestBrowser.Open(_office);

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync($"/devices/{_device.Id}/values/{TestDevice.NewId()}/end")).Status);
    }

    private string Page => $"/devices/{_device.Id}";

    private async Task<TestBrowser> SignInAsync(string name)
    {
        Assert.Equal(204, (await _office.PutAsync($"v1/admin/tokens/{name}", $$"""{"role":"admin","token":"the long token of {{name}}"}""")).Status);
        return await TestBrowser.SignInAsync(_office, $"the long token of {name}");
    }

    private async Task<string?> VerdictAsync(string call, string json) => (await _office.PostAsync($"v1/devices/{_device.Id}/{call}", json)).Json.GetProperty("verdict").GetString();

    private async Task<long> AvailableAsync(string customer) =>
        (await _office.PostAsync("v1/values", $$"""{"kind":"points","account":"{{customer}}"}""")).Json.GetProperty("available").GetInt64();

    /// <summary>Who did what, as the page of the device has it: one act, whenever it was.</summary>
    private async Task<IEnumerable<string>> ActAsync(TestBrowser owner)
    {
        var rows = (await owner.ShowAsync(Page)).Split("Ended by hand")[1].Split("</tbody>")[0].Split("<tr>")[2..];
        return Assert.Single(rows).Split("<td>")[2..].Select(static cell => WebUtility.HtmlDecode(cell.Split("</td>")[0]));
    }
}

public sealed class OwnerActsOnSqliteTests(SqliteOffice office) : OwnerActTests(office), IClassFixture<SqliteOffice>;

public sealed class OwnerActsOnPostgresTests(PostgresOffice office) : OwnerActTests(office), IClassFixture<PostgresOffice>;
