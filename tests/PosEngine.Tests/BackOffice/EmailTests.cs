using System.Net;
using System.Text.Json.Nodes;
using BackOffice;
using BackOffice.Emails;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace PosEngine.BackOffice;

/// <summary>Receipts by e-mail: each request is sent once, whatever the mail server does.</summary>
public abstract class EmailTests : OwnDatabaseTests
{
    private const string Personal = """{"address":"ann@example.com"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 21, 29, TimeSpan.Zero));
    private readonly TestSmtpServer _smtp = new();
    public override async ValueTask DisposeAsync()
    {
        await _smtp.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_receipt_is_sent_to_the_address_beside_the_request_and_once()
    {
        await using var office = await StartAsync();
        var device = await RequestAsync(office);

        await RunAsync(office);
        await office.PostAsync(device.EntriesPath, device.Push());
        await RunAsync(office);

        var message = Assert.Single(_smtp.Messages);
        Assert.Contains("To: ann@example.com", message);
        Assert.Contains("Subject: Receipt 1-1001", message);
        Assert.Contains($"Message-Id: <{device.Id}.2@shop.example>", message);
        Assert.Contains("Total  5.00 GBP", message);
        Assert.Equal("sent", await StateAsync());
    }

    [Fact]
    public async Task The_letter_is_the_shops_in_plain_text_and_as_a_page_without_script_or_anything_from_elsewhere()
    {
        using var folder = new TemporaryFolder();
        await using var office = await RunningBackOffice.StartAsync(Database, _time, "--email-folder", folder.PathOf("out"), "--email-from", "till@shop.example");
        await office.PutAsync("v1/admin/reference/settings/shop", """{"id":"shop","shop_name":"Tea & <b>Cake</b>","address":"1 High St\nLeeds","tax_number":"GB 123","receipt_footer":"Come again"}""");
        var device = await RequestAsync(office, static receipt =>
        {
            var line = receipt["data"]!["lines"]![0]!;
            line["name"] = "<script>alert(1)</script>";
            line["subtotal"] = 550_000;
            line["discounts"] = new JsonArray(new JsonObject { ["id"] = TestDevice.NewId(), ["name"] = "Happy hour", ["amount"] = 50_000, ["requested"] = 50_000, ["applied"] = 50_000 });
        });

        await RunAsync(office);

        using var message = await MimeMessage.LoadAsync(folder.PathOf("out", $"{device.Id}.2.eml"));
        Assert.Equal("Receipt 1-1001, Tea & <b>Cake</b>", message.Subject);
        Assert.Equal("\"Tea & <b>Cake</b>\" <till@shop.example>", message.From.ToString());
        Assert.Contains("\nTotal  5.00 GBP\n", message.TextBody!.ReplaceLineEndings("\n"));
        foreach (var text in new[] { message.TextBody, WebUtility.HtmlDecode(message.HtmlBody) })
            Assert.All(["GB 123", "1-1001", "2 × 2.50", "5.50", "Happy hour  -0.50", "VAT 20%", "4.17", "0.83", "Cash", "10.00", "Change", "Come again"], expected => Assert.Contains(expected, text));
        Assert.Contains("Tea &amp; &lt;b&gt;Cake&lt;/b&gt;", message.HtmlBody);
        Assert.DoesNotContain("<script", message.HtmlBody);
        Assert.DoesNotContain("src=", message.HtmlBody);
        Assert.DoesNotContain("href=", message.HtmlBody);
    }

    [Fact]
    public async Task The_letter_is_that_of_the_shop_as_it_was_when_it_issued_the_receipt()
    {
        await using var office = await StartAsync();
        await office.PutAsync("v1/admin/reference/settings/shop", """{"id":"shop","shop_name":"Hill","address":"9 Summit","tax_number":"GB 9","receipt_footer":"Come again"}""");
        var receipt = TestDevice.NewId();
        var body = Bodies.Receipt(receipt, "1-1001");
        body["data"]!["issuer"] = 1;
        var device = new TestDevice().Write(Bodies.Issuer("Harbour")).Write(body.ToJsonString()).Write(Bodies.EmailRequested(receipt, Personal), Personal);
        Assert.Equal(200, (await office.PostAsync(device.EntriesPath, device.Push())).Status);

        await RunAsync(office);

        var message = Assert.Single(_smtp.Messages);
        Assert.All(["Subject: Receipt 1-1001, Harbour", "1 Harbour Lane", "No. 7", "Come again"], shown => Assert.Contains(shown, message));
        Assert.All(["Hill", "Summit", "GB 9"], hidden => Assert.DoesNotContain(hidden, message));
    }

    [Fact]
    public async Task Instances_that_look_at_the_same_time_send_once()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        for (var i = 0; i < 10; i++)
            await RequestAsync(first);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => RunAsync(i % 2 == 0 ? first : second))));

        Assert.Equal(10, _smtp.Messages.Count);
        Assert.Equal(10, _smtp.Messages.Select(message => message.Split("Message-Id: ")[1].Split('\r')[0]).Distinct().Count());
    }

    [Fact]
    public async Task What_the_server_did_not_take_is_tried_again_later()
    {
        _smtp.Behaviour = SmtpBehaviour.Refuse;
        await using var office = await StartAsync();
        await RequestAsync(office);

        await RunAsync(office);
        _smtp.Behaviour = SmtpBehaviour.Accept;
        await RunAsync(office);
        Assert.Empty(_smtp.Messages);
        Assert.Equal("waiting", await StateAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(office);

        Assert.Single(_smtp.Messages);
        Assert.Equal("sent", await StateAsync());
    }

    [Fact]
    public async Task What_the_server_may_have_taken_is_never_sent_again()
    {
        _smtp.Behaviour = SmtpBehaviour.HangUpAfterMessage;
        await using var office = await StartAsync();
        await RequestAsync(office);

        await RunAsync(office);
        _smtp.Behaviour = SmtpBehaviour.Accept;
        _time.Advance(TimeSpan.FromDays(1));
        await RunAsync(office);

        Assert.Single(_smtp.Messages);
        Assert.Equal("failed", await StateAsync());
        Assert.Contains("may have been sent", await Database.ReadAsync<string>("SELECT problem FROM email_outbox"));
    }

    [Fact]
    public async Task The_owner_sees_why_one_was_not_sent_and_has_it_tried_again()
    {
        _smtp.Behaviour = SmtpBehaviour.HangUpAfterMessage;
        await using var office = await StartAsync();
        await RequestAsync(office);
        await RunAsync(office);
        using var owner = await TestBrowser.SignInAsync(office);
        var failed = await owner.ShowAsync("/emails");
        _smtp.Behaviour = SmtpBehaviour.Accept;

        await owner.SubmitAsync("/emails", $"/emails/{await EntryAsync()}/retry");
        await RunAsync(office);
        var sent = await owner.ShowAsync("/emails");

        Assert.Contains(">failed<", failed);
        Assert.Contains("may have been sent", failed);
        Assert.Contains("ann@example.com", failed);
        Assert.Contains(">sent<", sent);
        Assert.DoesNotContain("/retry", sent);
        Assert.Equal(2, _smtp.Messages.Count);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await owner.ForgeAsync($"/emails/{await EntryAsync()}/retry")).Status);
    }

    [Fact]
    public async Task One_that_waits_for_another_attempt_need_not_wait_for_its_time()
    {
        _smtp.Behaviour = SmtpBehaviour.Refuse;
        await using var office = await StartAsync();
        await RequestAsync(office);
        await RunAsync(office);
        using var owner = await TestBrowser.SignInAsync(office);
        Assert.Contains("next 2026-11-24", await owner.ShowAsync("/emails"));
        _smtp.Behaviour = SmtpBehaviour.Accept;

        await owner.SubmitAsync("/emails", $"/emails/{await EntryAsync()}/retry");
        await RunAsync(office);

        Assert.Single(_smtp.Messages);
    }

    [Fact]
    public async Task Two_shops_with_devices_of_the_same_id_send_two_letters()
    {
        using var folder = new TemporaryFolder();
        await using var office = await RunningBackOffice.StartAsync(Database, _time, "--email-folder", folder.PathOf("out"), "--email-from", "till@shop.example");
        using var operatorClient = office.Connect(RunningBackOffice.OperatorToken);
        using var bakery = office.Connect("of the bakery");
        await office.SendAsync(new(HttpMethod.Put, "v1/tenants/bakery") { Content = RunningBackOffice.Json("""{"name":"Bakery","admin_token":"of the bakery"}""") }, operatorClient);
        await office.SendAsync(new(HttpMethod.Put, "v1/admin/tokens/tills") { Content = RunningBackOffice.Json("""{"role":"device","token":"tills"}""") }, bakery);
        using var till = office.Connect("tills");
        till.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        var device = await RequestAsync(office);
        Assert.Equal(200, (await office.PostAsync(device.EntriesPath, device.Push(), till)).Status);

        await RunAsync(office);

        Assert.Equal(
            [$"{device.Id}.2.eml", $"bakery.{device.Id}.2.eml"],
            Directory.GetFiles(folder.PathOf("out")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_address_that_was_erased_meanwhile_gets_nothing()
    {
        await using var office = await StartAsync();
        await RequestAsync(office);
        await Database.ExecuteAsync("DELETE FROM personal");

        await RunAsync(office);

        Assert.Empty(_smtp.Messages);
        Assert.Equal("erased", await StateAsync());
    }

    [Fact]
    public async Task Without_a_server_they_are_written_to_a_folder()
    {
        using var folder = new TemporaryFolder();
        await using var office = await RunningBackOffice.StartAsync(Database, _time, "--email-folder", folder.PathOf("out"), "--email-from", "till@shop.example");
        var device = await RequestAsync(office);

        await RunAsync(office);

        Assert.Contains("Total  5.00 GBP", await File.ReadAllTextAsync(folder.PathOf("out", $"{device.Id}.2.eml")));
    }

    [Fact]
    public async Task Without_either_they_wait()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        await RequestAsync(office);

        Assert.Null(office.Services.GetService<EmailSender>());
        Assert.Equal("waiting", await StateAsync());
    }

    [Theory]
    [InlineData("--smtp", "mail.example")]
    [InlineData("--smtp", "http://mail.example")]
    [InlineData("--email-from", "nobody")]
    public void Addresses_that_cannot_work_are_refused_at_the_start(string option, string value) =>
        Assert.Throws<StartupProblem>(() => BackOfficeOptions.Parse(["--email-folder", "out", option, value]));

    private Task<RunningBackOffice> StartAsync() =>
        RunningBackOffice.StartAsync(Database, _time, "--smtp", $"smtp://127.0.0.1:{_smtp.Port}", "--email-from", "till@shop.example");

    private static async Task<TestDevice> RequestAsync(RunningBackOffice office, Action<JsonObject>? change = null)
    {
        var receipt = TestDevice.NewId();
        var body = Bodies.Receipt(receipt, "1-1001");
        change?.Invoke(body);
        var device = new TestDevice().Write(body.ToJsonString()).Write(Bodies.EmailRequested(receipt, Personal), Personal);
        Assert.Equal(200, (await office.PostAsync(device.EntriesPath, device.Push())).Status);
        return device;
    }

    private static Task RunAsync(RunningBackOffice office) => office.Services.GetRequiredService<EmailSender>().RunAsync(default);

    private Task<long> EntryAsync() => Database.ReadAsync<long>("SELECT entry FROM email_outbox");

    private Task<string> StateAsync() => Database.ReadAsync<string>("SELECT state FROM email_outbox");
}

public sealed class EmailOnSqliteTests : EmailTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class EmailOnPostgresTests : EmailTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
