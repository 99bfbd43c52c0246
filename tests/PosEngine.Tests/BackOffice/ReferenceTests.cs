using System.Text.Json;

namespace PosEngine.BackOffice;

/// <summary>Reference data: edited here, pulled by devices.</summary>
public abstract class ReferenceTests(OfficeFixture fixture) : IAsyncLifetime
{
    private const string Tax = "0197a000-0000-7000-8000-00000000a001";
    private const string Item = "0197a000-0000-7000-8000-00000000a002";

    private readonly RunningBackOffice _office = fixture.Office;

    // Where the feed was when the test began.
    private string _start = "";

    public async ValueTask InitializeAsync() => _start = await CursorAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task S7_pages_follow_each_other_until_there_is_no_more()
    {
        for (var i = 0; i < 5; i++)
            await _office.PutAsync($"v1/admin/reference/note/{i}", $$"""{"text":"note {{i}}"}""");

        var ids = new List<string>();
        var cursor = _start;
        bool more;
        do
        {
            var page = (await _office.GetAsync($"v1/changes?limit=2&cursor={cursor}")).Json;
            ids.AddRange(page.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("id").GetString()!));
            cursor = page.GetProperty("cursor").GetString()!;
            more = page.GetProperty("more").GetBoolean();
        }
        while (more);

        Assert.Equal(["0", "1", "2", "3", "4"], ids);
    }

    [Fact]
    public async Task A_page_that_ends_exactly_at_the_last_change_says_that_there_is_no_more()
    {
        await _office.PutAsync("v1/admin/reference/note/1", "{}");
        await _office.PutAsync("v1/admin/reference/note/2", "{}");

        Assert.False((await _office.GetAsync($"v1/changes?limit=2&cursor={_start}")).Json.GetProperty("more").GetBoolean());
        Assert.True((await _office.GetAsync($"v1/changes?limit=1&cursor={_start}")).Json.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task S7_a_page_ends_where_it_would_be_too_long_to_get_through()
    {
        var text = new string('x', 600_000);
        foreach (var id in new[] { "long-1", "long-2", "long-3" })
            await _office.PutAsync($"v1/admin/reference/note/{id}", $$"""{"text":"{{text}}"}""");

        var (page, ids) = ((await _office.GetAsync($"v1/changes?cursor={_start}")).Json, new List<string?>());
        ids.AddRange(Ids(page));
        while (page.GetProperty("more").GetBoolean())
        {
            Assert.Single(Ids(page));
            page = (await _office.GetAsync($"v1/changes?cursor={page.GetProperty("cursor").GetString()}")).Json;
            ids.AddRange(Ids(page));
        }

        Assert.Equal(["long-1", "long-2", "long-3"], ids);

        static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_change_comes_once_in_its_last_state_and_what_was_removed_as_a_tombstone()
    {
        var before = await CursorAsync();
        await _office.PutAsync($"v1/admin/reference/tax/{Tax}", TaxData("old"));
        await _office.PutAsync("v1/admin/reference/note/1", "{}");
        await _office.PutAsync($"v1/admin/reference/tax/{Tax}", TaxData("new"));
        Assert.Equal(204, (await _office.DeleteAsync("v1/admin/reference/note/1")).Status);

        var changes = (await _office.GetAsync($"v1/changes?cursor={before}")).Json.GetProperty("changes").EnumerateArray().ToArray();

        Assert.Equal([Tax, "1"], changes.Select(change => change.GetProperty("id").GetString()!));
        Assert.Equal("new", changes[0].GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, changes[1].GetProperty("data").ValueKind);
        Assert.Empty((await _office.GetAsync($"v1/changes?cursor={await CursorAsync()}")).Json.GetProperty("changes").EnumerateArray());
    }

    [Fact]
    public async Task Removing_what_is_not_there_changes_nothing()
    {
        var before = await CursorAsync();

        Assert.Equal((404, "not_found"), Error(await _office.DeleteAsync("v1/admin/reference/note/never-there")));
        Assert.Equal(before, await CursorAsync());
    }

    [Theory]
    [InlineData("never seen")]
    [InlineData("-1")]
    [InlineData("0123456789abcdef-0")]
    public async Task A_cursor_of_another_database_has_expired(string cursor) =>
        Assert.Equal((410, "cursor_expired"), Error(await _office.GetAsync($"v1/changes?cursor={Uri.EscapeDataString(cursor)}")));

    [Fact]
    public async Task A_cursor_beyond_the_feed_has_expired()
    {
        var cursor = await CursorAsync();
        var ahead = string.Concat(cursor.AsSpan(0, cursor.LastIndexOf('-')), "-999999");

        Assert.Equal((410, "cursor_expired"), Error(await _office.GetAsync($"v1/changes?cursor={ahead}")));
    }

    [Theory]
    [InlineData("tax", Tax, """{"id":"0197a000-0000-7000-8000-00000000a001","name":"VAT","rate":0.2,"type":"included"}""")]
    [InlineData("tax", Tax, """{"id":"0197a000-0000-7000-8000-00000000a001","name":"VAT","rate":200000,"type":"excluded"}""")]
    [InlineData("tax", Tax, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"VAT","rate":200000,"type":"included"}""")]
    [InlineData("item", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Coffee","price":250000}""")]
    [InlineData("item", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":null,"taxes":[]}""")]
    [InlineData("item", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"\ud83c","taxes":[]}""")]
    [InlineData("item", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Coffee","taxes":[],"barcodes":[null]}""")]
    [InlineData("employee", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Ann","pin":"1234"}""")]
    [InlineData("payment_type", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Cash","type":3}""")]
    [InlineData("settings", "shop", """{"shop_name":17}""")]
    [InlineData("settings", "shop", """{"offline_policy":{"base":"lax"}}""")]
    [InlineData("settings", "shop", """{"offline_policy":{"rulez":[]}}""")]
    [InlineData("settings", "shop", """{"offline_policy":{"rules":[{"capability":"Refund","decision":"limited","when":{"amount":5}}]}}""")]
    [InlineData("settings", "shop", """{"offline_policy":{"rules":[{"capability":"Refund","decision":"limited"}]}}""")]
    [InlineData("settings", "shop", """{"lock_after":0}""")]
    [InlineData("settings", "shop", """{"lock_after":86401}""")]
    [InlineData("settings", "shop", """{"difference_max":-1}""")]
    [InlineData("settings", "shop", """{"counts_blind":"yes"}""")]
    [InlineData("settings", "shop", """{"pins_are_unique":1}""")]
    [InlineData("role", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","permissions":[]}""")]
    [InlineData("role", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Clerk","permissions":"all"}""")]
    [InlineData("employee", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Ann","role":"boss","pin":{"algorithm":"pbkdf2-sha256","iterations":1,"salt":"AA==","hash":"AA=="}}""")]
    [InlineData("note", "1", "[]")]
    [InlineData("note", "1", "null")]
    [InlineData("note", "1", "no json")]
    [InlineData("note", "1", """{"text":"\ud83c"}""")]
    [InlineData("note", "1", """{"text":1,"text":2}""")]
    public async Task Data_that_no_device_could_read_are_refused(string kind, string id, string data)
    {
        var answer = await _office.PutAsync($"v1/admin/reference/{kind}/{id}", data);

        Assert.Equal("malformed", answer.Error);
        Assert.Empty((await _office.GetAsync($"v1/changes?cursor={_start}")).Json.GetProperty("changes").EnumerateArray());
    }

    [Theory]
    [InlineData("tax", Tax, """{"id":"0197a000-0000-7000-8000-00000000a001","name":"VAT","rate":200000,"type":"added","category":"out_of_scope"}""")]
    [InlineData("item", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Coffee","taxes":[],"price":null,"barcodes":["4006381333931"],"shelf":7}""")]
    [InlineData("employee", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Ann","pin":{"algorithm":"pbkdf2-sha256","iterations":1,"salt":"AA==","hash":"AA=="}}""")]
    [InlineData("customer", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Björn 🍰"}""")]
    [InlineData("payment_type", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Voucher","type":"other"}""")]
    [InlineData("settings", "shop", """{"shop_name":"Café","shows_stock":true,"pins_are_unique":true,"lock_after":300,"counts_blind":true,"difference_max":200000,"time_zone":"Europe/Vienna"}""")]
    [InlineData("role", Item, """{"id":"0197a000-0000-7000-8000-00000000a002","name":"Clerk","permissions":["refunds","one of the future"]}""")]
    [InlineData("settings", "shop", """{"offline_policy":{"base":"strict","rules":[{"capability":"Refund","decision":"limited","reason":"refund_own_cash","when":{"own_receipt":true,"amount_max":50.00}}],"time_box":{"warn":{"hours":8}}}}""")]
    public async Task Data_reach_devices_as_they_were_given(string kind, string id, string data)
    {
        Assert.Equal(204, (await _office.PutAsync($"v1/admin/reference/{kind}/{id}", data)).Status);

        var change = Assert.Single((await _office.GetAsync($"v1/changes?cursor={_start}")).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal((kind, id), (change.GetProperty("kind").GetString(), change.GetProperty("id").GetString()));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(data), change.GetProperty("data")));
    }

    private async Task<string> CursorAsync()
    {
        var page = (await _office.GetAsync("v1/changes")).Json;
        while (page.GetProperty("more").GetBoolean())
            page = (await _office.GetAsync($"v1/changes?cursor={page.GetProperty("cursor").GetString()}")).Json;
        return page.GetProperty("cursor").GetString()!;
    }

    private static (int Status, string? Error) Error(Answer answer) => (answer.Status, answer.Error);

    private static string TaxData(string name) => $$"""{"id":"{{Tax}}","name":"{{name}}","rate":200000,"type":"included"}""";
}

public sealed class ReferenceOnSqliteTests(SqliteOffice office) : ReferenceTests(office), IClassFixture<SqliteOffice>;

public sealed class ReferenceOnPostgresTests(PostgresOffice office) : ReferenceTests(office), IClassFixture<PostgresOffice>;
