using System.Text.Json;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// Pull: pages, cursors and what is gone.
public abstract partial class BackOfficeConformance
{
    [Fact]
    public async Task After_a_cursor_has_expired_everything_comes_from_the_start()
    {
        var (kept, removed) = ($"{TestReceipts.NewId()}", $"{TestReceipts.NewId()}");
        await SetReferenceAsync("tax", kept, Tax(kept, "before"));
        await SetReferenceAsync("tax", removed, Tax(removed, "before"));
        await SetReferenceAsync("tax", kept, Tax(kept, "after"));
        await SetReferenceAsync("tax", removed, null);
        await AssertRefusedAsync(() => Subject.PullAsync("never seen", 100, default));

        var (changes, cursor) = await PullAllAsync(null, limit: 100);

        Assert.Contains("after", changes.Last(change => change.Id == kept).Json);
        Assert.Null(changes.LastOrDefault(change => change.Id == removed)?.Json);
        Assert.Empty((await PullAllAsync(cursor, limit: 100)).Changes);
    }

    [Fact]
    public async Task S7_pages_follow_each_other_without_gaps()
    {
        var ids = Enumerable.Range(1, 5).Select(number => $"0193a0b0-7c1e-7000-8000-00000000000{number}").ToArray();
        foreach (var id in ids)
            await SetReferenceAsync("tax", id, Tax(id, "VAT"));

        var changes = await PullAllAsync(null, limit: 2);

        Assert.Equal(ids, changes.Changes.Where(change => change.Kind == "tax" && ids.Contains(change.Id)).Select(change => change.Id));
    }

    [Fact]
    public async Task What_changed_after_a_cursor_comes_alone_and_what_was_removed_is_a_tombstone()
    {
        const string Kept = "0193a0b0-7c1e-7000-8000-0000000000a1", Changed = "0193a0b0-7c1e-7000-8000-0000000000a2", Removed = "0193a0b0-7c1e-7000-8000-0000000000a3";
        foreach (var id in new[] { Kept, Changed, Removed })
            await SetReferenceAsync("tax", id, Tax(id, "before"));
        var (_, cursor) = await PullAllAsync(null, limit: 100);

        await SetReferenceAsync("tax", Changed, Tax(Changed, "after"));
        await SetReferenceAsync("tax", Removed, null);
        var (changes, end) = await PullAllAsync(cursor, limit: 1);

        Assert.Equal([Changed, Removed], changes.Select(change => change.Id));
        using var json = JsonDocument.Parse(changes[0].Json!);
        Assert.Equal("after", json.RootElement.GetProperty("name").GetString());
        Assert.Null(changes[1].Json);
        Assert.Empty((await PullAllAsync(end, limit: 100)).Changes);
    }

    [Theory]
    [InlineData("category", "\"name\":\"Drinks\",\"colour\":\"#2f5bea\",\"order\":1")]
    [InlineData("discount", "\"name\":\"Happy hour\",\"type\":\"percent\",\"rate\":100000,\"restricted\":true,\"order\":1")]
    [InlineData("discount", "\"name\":\"Goodwill\",\"type\":\"amount\",\"minimum\":100000,\"maximum\":500000")]
    [InlineData("dining_option", "\"name\":\"Takeaway\",\"default\":true,\"order\":2")]
    [InlineData("predefined_ticket", "\"name\":\"Table 7\",\"order\":7")]
    [InlineData("kind_of_the_future", "\"name\":\"Something\"")]
    public async Task Every_kind_comes_with_all_its_members(string kind, string members)
    {
        var id = $"{TestReceipts.NewId()}";
        var data = $$"""{"id":"{{id}}",{{members}}}""";
        await SetReferenceAsync(kind, id, data);

        var change = Assert.Single((await PullAllAsync(null, limit: 1_000)).Changes, change => change.Id == id);

        Assert.Equal(kind, change.Kind);
        using var sent = JsonDocument.Parse(data);
        using var come = JsonDocument.Parse(change.Json!);
        Assert.True(JsonElement.DeepEquals(sent.RootElement, come.RootElement), change.Json);
    }

    [Fact]
    public Task A_cursor_that_it_does_not_know_has_expired() => AssertRefusedAsync(BackOfficeError.CursorExpired, () => Subject.PullAsync("never seen", 100, default));

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Subject.PullAsync(null, 100, cancelled.Token));

        Assert.Equal(cancelled.Token, exception.CancellationToken);
    }

    private async Task<(List<ReferenceChange> Changes, string Cursor)> PullAllAsync(string? cursor, int limit)
    {
        var changes = new List<ReferenceChange>();
        PullPage page;
        do
        {
            page = await Subject.PullAsync(cursor, limit, default);
            Assert.InRange(page.Changes.Length, 0, limit);
            changes.AddRange(page.Changes);
            cursor = page.Cursor;
        }
        while (page.HasMore);
        return (changes, page.Cursor);
    }

    private static string Tax(string id, string name) => $$"""{"id":"{{id}}","name":"{{name}}","rate":200000,"type":"included"}""";
}
