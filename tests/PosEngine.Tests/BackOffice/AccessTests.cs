namespace PosEngine.BackOffice;

public abstract class AccessTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Theory]
    [InlineData(null, 401)]
    [InlineData("", 401)]
    [InlineData("wrong", 401)]
    [InlineData(RunningBackOffice.Token + "x", 401)]
    [InlineData(RunningBackOffice.AdminToken, 403)]
    [InlineData(RunningBackOffice.Token, 200)]
    public async Task A_device_needs_a_device_token(string? token, int expected)
    {
        using var client = _office.Connect(null);
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        var answer = await _office.GetAsync("v1/changes", client);

        Assert.Equal((expected, expected == 200 ? null : "unauthorised"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("wrong", 401)]
    [InlineData(RunningBackOffice.Token, 403)]
    public async Task Editing_needs_the_office_token(string token, int expected)
    {
        using var client = _office.Connect(token);
        var request = new HttpRequestMessage(HttpMethod.Put, "v1/admin/reference/note/1") { Content = RunningBackOffice.Json("{}") };

        var answer = await _office.SendAsync(request, client);

        Assert.Equal((expected, "unauthorised"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_body_is_not_read_before_the_token_is()
    {
        using var client = _office.Connect("wrong");
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

        Assert.Equal(401, (await _office.PostAsync(new TestDevice().HelloPath, "no json", client)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("2")]
    public async Task Another_version_of_the_protocol_is_told_to_upgrade(string? version)
    {
        using var client = _office.Connect(RunningBackOffice.Token);
        if (version is not null)
            client.DefaultRequestHeaders.Add("PosEngine-Protocol", version);
        var device = new TestDevice();

        var answer = await _office.PostAsync(device.HelloPath, device.Hello(), client);

        Assert.Equal((426, "upgrade_required"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_token_can_be_given_and_taken_away_while_devices_run()
    {
        using var client = _office.Connect("a-second-token");
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

        Assert.Equal(204, (await _office.PutAsync("v1/admin/tokens/till-2", """{"role":"device","token":"a-second-token"}""")).Status);
        Assert.Equal(200, (await _office.GetAsync("v1/changes", client)).Status);
        Assert.Equal(204, (await _office.DeleteAsync("v1/admin/tokens/till-2")).Status);
        Assert.Equal(401, (await _office.GetAsync("v1/changes", client)).Status);
        Assert.Equal(404, (await _office.DeleteAsync("v1/admin/tokens/till-2")).Status);
    }

    [Theory]
    [InlineData("""{"role":"owner","token":"x"}""")]
    [InlineData("""{"role":"device","token":" "}""")]
    [InlineData("""{"role":"device"}""")]
    public async Task A_token_without_a_role_or_a_secret_is_refused(string json) =>
        Assert.Equal("malformed", (await _office.PutAsync("v1/admin/tokens/till-2", json)).Error);

    [Fact]
    public async Task Tokens_are_not_in_the_database_in_clear_text()
    {
        using var folder = new TemporaryFolder();
        await (await RunningBackOffice.StartAsync(folder)).DisposeAsync();

        var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.PathOf("backoffice.db")));

        Assert.Contains("CREATE TABLE token", text);
        Assert.DoesNotContain(RunningBackOffice.Token, text);
        Assert.DoesNotContain(RunningBackOffice.AdminToken, text);
    }
}

public sealed class AccessOnSqliteTests(SqliteOffice office) : AccessTests(office), IClassFixture<SqliteOffice>;

public sealed class AccessOnPostgresTests(PostgresOffice office) : AccessTests(office), IClassFixture<PostgresOffice>;
