using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

public abstract class HelloTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_new_device_learns_that_nothing_is_known_and_what_time_it_is()
    {
        var answer = await HelloAsync(new TestDevice());

        Assert.Equal((200, 0, null), (answer.Status, answer.AckedThrough, answer.HeadHash));
        Assert.Equal(fixture.Time.GetUtcNow(), answer.Json.GetProperty("server_time").GetDateTimeOffset());
    }

    [Fact]
    public async Task S11_a_number_belongs_to_the_installation_that_said_it_first()
    {
        var first = new TestDevice();
        await HelloAsync(first);

        var other = await HelloAsync(new TestDevice(first.Number));

        Assert.Equal((409, "device_number_taken"), (other.Status, other.Error));
        Assert.Equal(200, (await HelloAsync(first)).Status);
    }

    [Fact]
    public async Task A_device_of_another_account_is_refused_and_leaves_no_trace()
    {
        var device = new TestDevice();
        var hello = (JsonObject)JsonNode.Parse(device.Hello())!;
        var account = (await HelloAsync(new TestDevice())).Json.GetProperty("account").GetString();
        hello["account"] = "0123456789abcdef";

        var answer = await _office.PostAsync(device.HelloPath, hello.ToJsonString());

        Assert.Equal((409, "other_account"), (answer.Status, answer.Error));
        Assert.Equal(200, (await HelloAsync(new TestDevice(device.Number))).Status); // The number is still free.
        hello["account"] = account;
        hello["device_number"] = new TestDevice().Number;
        Assert.Equal(200, (await _office.PostAsync(device.HelloPath, hello.ToJsonString())).Status);
    }

    [Fact]
    public async Task S11_an_installation_keeps_its_number()
    {
        var device = new TestDevice();
        var other = new TestDevice();
        await HelloAsync(device);
        var hello = (JsonObject)JsonNode.Parse(device.Hello())!;
        hello["device_number"] = other.Number;

        var answer = await _office.PostAsync(device.HelloPath, hello.ToJsonString());

        Assert.Equal((409, "device_number_taken"), (answer.Status, answer.Error));
        Assert.Equal(200, (await HelloAsync(other)).Status);
    }

    [Fact]
    public async Task A_device_that_was_refused_its_number_still_delivers_what_it_sold()
    {
        var first = new TestDevice();
        await HelloAsync(first);
        var second = new TestDevice(first.Number).Sell(2);
        Assert.Equal(409, (await HelloAsync(second)).Status);

        Assert.Equal(2, (await _office.PostAsync(second.EntriesPath, second.Push())).AckedThrough);
    }

    [Theory]
    [InlineData("device_number", 0)]
    [InlineData("device_number", "1")]
    [InlineData("device_number", 1.5)]
    [InlineData("device_number", null)]
    [InlineData("software", null)]
    [InlineData("software", 17)]
    [InlineData("epoch", null)]
    public async Task A_hello_with_a_wrong_field_is_malformed(string field, object? value)
    {
        var device = new TestDevice();
        var hello = (JsonObject)JsonNode.Parse(device.Hello())!;
        hello[field] = JsonValue.Create(value);

        var answer = await _office.PostAsync(device.HelloPath, hello.ToJsonString());

        Assert.Contains(answer.Status, new[] { 400, 422 });
        Assert.Equal("malformed", answer.Error);
    }

    [Fact]
    public async Task Fields_of_the_future_are_ignored()
    {
        var device = new TestDevice();
        var hello = (JsonObject)JsonNode.Parse(device.Hello())!;
        hello["mood"] = "sunny";

        Assert.Equal(200, (await _office.PostAsync(device.HelloPath, hello.ToJsonString())).Status);
    }

    private Task<Answer> HelloAsync(TestDevice device) => _office.PostAsync(device.HelloPath, device.Hello());
}

public sealed class HelloOnSqliteTests(SqliteOffice office) : HelloTests(office), IClassFixture<SqliteOffice>;

public sealed class HelloOnPostgresTests(PostgresOffice office) : HelloTests(office), IClassFixture<PostgresOffice>;
