using System.Text;
using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>What the back office makes of entries, and that what it cannot make sense of stops nobody.</summary>
public abstract class ProjectionTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    /// <summary>Ways to spoil a receipt, each with a word of the reason.</summary>
    public static TheoryData<string, string, string> Spoiled => new()
    {
        { "net", "500000", "net of the lines" },
        { "tax", "83001", "tax of the lines" },
        { "gross", "500001", "gross of the lines" },
        { "cash_rounding", "1", "payments less change" },
        { "change", "0", "payments less change" },
        { "change", "-9223372036854775808", "beyond" },
        { "lines.0.quantity", "10000000000000001", "beyond" },
        { "payments", "[]", "payments less change" },
        { "lines.0.net", "416999", "line 1" },
        { "lines.0.taxes", "[]", "line 1" },
        { "lines.0.taxes", "[1]", "line 1" },
        { "lines.0.taxes", "[-1]", "line 1" },
        { "lines.0.gross", "500000.0", "$.lines[0].gross" },
        { "lines.0.name", "null", "$.lines[0]" },
        { "lines.0", "null", "$.lines[0]" },
        { "taxes.0", "null", "$.taxes[0]" },
        { "payments.0", "null", "$.payments[0]" },
        { "taxes.0.amount", "82999", "shares of VAT" },
        { "id", "17", "$.id" },
        { "number", "null", "number" },
    };

    [Fact]
    public async Task Receipts_with_whatever_a_till_can_sell_add_up_for_the_back_office()
    {
        var device = new TestDevice();
        var files = Directory.GetFiles(RepositoryFiles.PathOf("tests", "PosEngine.Tests", "Pricing", "frozen"), "*.json").Where(file => !file.Contains("-paid-", StringComparison.Ordinal)).ToArray();
        foreach (var (i, file) in files.Index())
        {
            var receipt = Bodies.Receipt(TestDevice.NewId(), $"1-{i + 2001}");
            var (data, frozen) = (receipt["data"]!.AsObject(), JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!.AsObject());
            foreach (var (member, value) in frozen.Where(member => member.Key is not ("id" or "number" or "shift" or "ticket" or "payments" or "change")))
                data[member] = value?.DeepClone();
            var due = frozen["gross"]!.GetValue<long>() + (frozen["rounding"]?.GetValue<long>() ?? 0);
            data["payments"]![0]!["amount"] = Math.Max(due, 0);
            data["change"] = Math.Max(-due, 0);
            device.Write(receipt.ToJsonString());
        }

        var answer = await PushAsync(device);

        Assert.Equal((200, files.Length), (answer.Status, answer.AckedThrough));
        Assert.Empty(answer.Quarantined);
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task S8_a_receipt_that_does_not_add_up_is_set_aside_with_the_reason(string path, string value, string reason)
    {
        var receipt = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        Spoil(receipt["data"]!, path.Split('.'), value);
        var device = new TestDevice().Sell(1).Write(receipt.ToJsonString()).Sell(1);

        var answer = await PushAsync(device);

        Assert.Equal((200, 3), (answer.Status, answer.AckedThrough));
        var (sequence, told) = Assert.Single(answer.Quarantined);
        Assert.Equal(2, sequence);
        Assert.Contains(reason, told, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, (await _office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"kind":null}""")]
    [InlineData("""{"kind":"receipt"}""")]
    [InlineData("""{"kind":"receipt","data":null}""")]
    [InlineData("""{"kind":"shift-opened","at":"yesterday","data":{}}""")]
    [InlineData("""{"kind":"locked","kind":"receipt"}""")]
    public async Task S8_a_body_that_is_none_is_set_aside_and_blocks_nothing(string body)
    {
        var device = new TestDevice().Sell(1).Write(body).Sell(1);

        var answer = await PushAsync(device);

        Assert.Equal((200, 3, 2), (answer.Status, answer.AckedThrough, Assert.Single(answer.Quarantined).Sequence));
    }

    [Fact]
    public async Task S8_a_body_nested_too_deep_is_set_aside()
    {
        var device = new TestDevice().Write($$"""{"kind":"locked","data":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}""");

        Assert.Equal(1, Assert.Single((await PushAsync(device)).Quarantined).Sequence);
    }

    [Fact]
    public async Task S8_what_was_set_aside_is_named_whenever_its_entry_is_sent()
    {
        var device = new TestDevice().Sell(1).Write("{}").Sell(2);
        await PushAsync(device);

        Assert.Equal([2], (await PushAsync(device)).Quarantined.Select(entry => entry.Sequence));
        Assert.Empty((await _office.PostAsync(device.EntriesPath, device.Push(from: 3))).Quarantined);
    }

    [Fact]
    public async Task S8_what_the_database_refuses_half_way_is_undone_and_set_aside()
    {
        await fixture.Database.RefuseAsync("receipt_payment", "name", "Refused");
        var receipt = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        receipt["data"]!["payments"]![0]!["name"] = "Refused";
        var device = new TestDevice().Write(receipt.ToJsonString()).Sell(1);

        Assert.Contains("refused by the database", Assert.Single((await PushAsync(device)).Quarantined).Reason);

        Assert.Equal(1, (await _office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task Kinds_of_the_future_are_no_error()
    {
        var device = new TestDevice().Write("""{"kind":"tip-shared","data":{"x":1.5}}""");

        Assert.Empty((await PushAsync(device)).Quarantined);
    }

    [Fact]
    public async Task SQL_in_a_text_is_only_text()
    {
        const string Evil = "'); DROP TABLE receipt; --";
        var receipt = Bodies.Receipt(TestDevice.NewId(), Evil);
        receipt["data"]!["note"] = Evil;
        receipt["data"]!["lines"]![0]!["name"] = Evil;
        var device = new TestDevice().Write(receipt.ToJsonString());

        Assert.Empty((await PushAsync(device)).Quarantined);

        Assert.Equal(Evil, await ReadAsync<string>("SELECT note FROM receipt WHERE id = @id", new { id = (string)receipt["data"]!["id"]! }));
    }

    [Fact]
    public async Task A_shift_is_opened_and_closed_and_cash_moves_in_between()
    {
        var shift = TestDevice.NewId();
        var device = new TestDevice()
            .Write(Bodies.Of("shift-opened", new() { ["shift"] = shift, ["number"] = 1, ["float"] = 15_000_000, ["drawer"] = 1 }).ToJsonString())
            .Write(Bodies.Of("cash-paid-in", new() { ["shift"] = shift, ["amount"] = 2_000_000, ["reason"] = "change", ["drawer"] = 1 }).ToJsonString())
            .Write(Bodies.Of("cash-paid-out", new() { ["shift"] = shift, ["amount"] = 500_000, ["reason"] = "milk", ["drawer"] = 1 }).ToJsonString())
            .Write(Bodies.Of("cash-dropped", new() { ["shift"] = shift, ["amount"] = 1_000_000, ["reason"] = "bag", ["drawer"] = 1 }).ToJsonString())
            .Write(Bodies.Of("tips-paid-out", new() { ["shift"] = shift, ["amount"] = 100_000, ["reason"] = "Bob", ["drawer"] = 1 }).ToJsonString())
            .Write(ShiftClosed(shift, expected: 15_400_000, counted: 15_300_000, difference: -100_000));

        Assert.Empty((await PushAsync(device)).Quarantined);

        Assert.Equal(400_000, await ReadAsync<long>("SELECT SUM(amount) FROM cash_movement WHERE shift = @shift", new { shift }));
        Assert.Equal(-100_000, await ReadAsync<long>("SELECT difference FROM shift WHERE id = @shift AND opening_float = 15000000", new { shift }));
    }

    [Theory]
    [InlineData("2026-01-31")]
    [InlineData(null)]
    public async Task Receipts_belong_to_the_business_date_of_their_shift_or_else_to_the_day_of_their_clock(string? day)
    {
        var (shift, id) = (TestDevice.NewId(), TestDevice.NewId());
        var opened = new JsonObject { ["shift"] = shift, ["number"] = 1, ["float"] = 0, ["drawer"] = 1 };
        if (day is not null)
            opened["business_date"] = day;
        var receipt = Bodies.Receipt(id, "1-1001");
        receipt["data"]!["shift"] = shift;

        Assert.Empty((await PushAsync(new TestDevice().Write(Bodies.Of("shift-opened", opened).ToJsonString()).Write(receipt.ToJsonString()))).Quarantined);

        Assert.Equal(day ?? ((string)receipt["at"]!)[..10], await ReadAsync<string>("SELECT day FROM receipt WHERE id = @id", new { id }));
    }

    [Fact]
    public async Task A_receipt_of_training_is_stored_and_is_no_receipt()
    {
        var receipt = Bodies.Receipt(TestDevice.NewId(), "T1-1");
        receipt["kind"] = "training-receipt";
        var device = new TestDevice().Sell(1).Write(receipt.ToJsonString());

        Assert.Empty((await PushAsync(device)).Quarantined);

        var summary = await _office.SummaryAsync(device);
        Assert.Equal((2, 1, 500_000), (summary.GetProperty("entries").GetInt32(), summary.GetProperty("receipts").GetInt32(), summary.GetProperty("gross").GetInt64()));
    }

    [Fact]
    public async Task Somebody_who_comes_or_goes_without_a_name_is_set_aside()
    {
        var device = new TestDevice().Write(Clocked("clocked-in", null, "08:00"));

        Assert.Contains("employee", Assert.Single((await PushAsync(device)).Quarantined).Reason);
    }

    [Fact]
    public async Task Hours_are_added_up_from_coming_breaks_and_going()
    {
        var (ann, bob) = (TestDevice.NewId(), TestDevice.NewId());
        var device = new TestDevice()
            .Write(Clocked("clocked-in", ann, "08:00")).Write(Clocked("break-begun", ann, "10:00")).Write(Clocked("clocked-in", bob, "10:05"))
            .Write(Clocked("break-ended", ann, "10:20")).Write(Clocked("break-begun", ann, "12:40")).Write(Clocked("clocked-out", ann, "13:00"));
        Assert.Empty((await PushAsync(device)).Quarantined);

        using var browser = await TestBrowser.SignInAsync(_office);
        var rows = System.Net.WebUtility.HtmlDecode(await browser.ShowAsync("/hours")).Split("<tr>");

        var anns = Assert.Single(rows, row => row.Contains(ann, StringComparison.Ordinal));
        Assert.Contains(">0:40 h<", anns);
        Assert.Contains(">4:20 h<", anns);
        Assert.Contains("2026-11-24 13:00:00", anns);
        Assert.Equal(2, Assert.Single(rows, row => row.Contains(bob, StringComparison.Ordinal)).Split(">–<").Length - 1);
    }

    private static string Clocked(string kind, string? employee, string time)
    {
        var body = Bodies.Of(kind, null);
        body.Remove("data");
        body["at"] = $"2026-11-24T{time}:00.000+00:00";
        if (employee is not null)
            body["employee"] = employee;
        return body.ToJsonString();
    }

    [Fact]
    public async Task A_shift_that_does_not_add_up_is_set_aside()
    {
        var device = new TestDevice().Write(ShiftClosed(TestDevice.NewId(), expected: 100, counted: 90, difference: 10));

        Assert.Contains("does not add up", Assert.Single((await PushAsync(device)).Quarantined).Reason);
    }

    [Fact]
    public async Task A_shift_of_another_device_is_not_touched()
    {
        var shift = TestDevice.NewId();
        await PushAsync(new TestDevice().Write(ShiftClosed(shift, expected: 100, counted: 90, difference: -10)));
        var opened = Bodies.Of("shift-opened", new() { ["shift"] = shift, ["number"] = 9, ["float"] = 7, ["drawer"] = 1 }).ToJsonString();

        var told = (await PushAsync(new TestDevice().Write(opened).Write(ShiftClosed(shift, expected: 1, counted: 1, difference: 0)))).Quarantined.ToList();

        Assert.Equal([1, 2], told.Select(static entry => entry.Sequence));
        Assert.All(told, static entry => Assert.Contains("another device", entry.Reason, StringComparison.Ordinal));
        Assert.Equal(90, await ReadAsync<long>("SELECT counted FROM shift WHERE id = @shift", new { shift }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_cash_movement_of_nothing_is_set_aside(long amount)
    {
        var device = new TestDevice().Write(Bodies.Of("cash-paid-in", new() { ["shift"] = Bodies.Shift, ["amount"] = amount, ["reason"] = "" }).ToJsonString());

        Assert.Single((await PushAsync(device)).Quarantined);
    }

    [Fact]
    public async Task An_email_to_send_waits_in_the_outbox_and_its_address_stands_in_one_place()
    {
        const string Personal = """{"address":"ann@example.com"}""";
        var receipt = TestDevice.NewId();
        var device = new TestDevice().Sell(1).Write(Bodies.EmailRequested(receipt, Personal), Personal);

        Assert.Empty((await PushAsync(device)).Quarantined);

        Assert.Equal("waiting", await ReadAsync<string>("SELECT state FROM email_outbox WHERE receipt = @receipt", new { receipt }));
        Assert.Equal(Encoding.UTF8.GetBytes(Personal), await ReadAsync<byte[]>(
            "SELECT data FROM personal JOIN email_outbox ON email_outbox.entry = personal.entry WHERE receipt = @receipt", new { receipt }));
    }

    [Fact]
    public async Task An_address_that_was_erased_on_the_way_is_no_error()
    {
        var receipt = TestDevice.NewId();
        var device = new TestDevice().Write(Bodies.EmailRequested(receipt, """{"address":"ann@example.com"}"""));

        Assert.Empty((await PushAsync(device)).Quarantined);
        Assert.Equal("erased", await ReadAsync<string>("SELECT state FROM email_outbox WHERE receipt = @receipt", new { receipt }));
    }

    [Fact]
    public async Task An_address_that_was_exchanged_on_the_way_is_set_aside()
    {
        var device = new TestDevice().Write(
            Bodies.EmailRequested(TestDevice.NewId(), """{"address":"ann@example.com"}"""), personal: """{"address":"eve@example.com"}""");

        Assert.Contains("not what was hashed", Assert.Single((await PushAsync(device)).Quarantined).Reason);
    }

    private Task<Answer> PushAsync(TestDevice device) => _office.PostAsync(device.EntriesPath, device.Push());

    private static string ShiftClosed(string shift, long expected, long counted, long difference) => Bodies.Of("shift-closed", new()
    {
        ["shift"] = shift, ["number"] = 1, ["expected"] = expected, ["counted"] = counted, ["difference"] = difference,
        ["drawer"] = 1, ["receipts"] = 0, ["gross"] = 0, ["tax"] = 0,
    }).ToJsonString();

    private static void Spoil(JsonNode node, ReadOnlySpan<string> path, string value)
    {
        while (path.Length > 1)
        {
            node = int.TryParse(path[0], out var index) ? node[index]! : node[path[0]]!;
            path = path[1..];
        }

        if (int.TryParse(path[0], out var last))
            node[last] = JsonNode.Parse(value);
        else
            node[path[0]] = JsonNode.Parse(value);
    }

    private Task<T> ReadAsync<T>(string sql, object parameters) => fixture.Database.ReadAsync<T>(sql, parameters);
}

public sealed class ProjectionOnSqliteTests(SqliteOffice office) : ProjectionTests(office), IClassFixture<SqliteOffice>;

public sealed class ProjectionOnPostgresTests(PostgresOffice office) : ProjectionTests(office), IClassFixture<PostgresOffice>;
