using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Conformance;

/// <summary>What docs/protocol.md asks of every back office, through the transport that the engine uses.</summary>
public abstract class BackOfficeConformance : Conformance
{
    private static int _numbers = 1_000;

    private IBackOffice Subject => Tested.Transport;

    [Fact]
    public async Task A_new_device_starts_at_nothing()
    {
        var head = await ConnectAsync(NewJournal());

        Assert.Equal(0, head.AckedThrough);
        Assert.True(head.HeadHash.IsEmpty);
    }

    [Fact]
    public async Task S2_what_was_acknowledged_is_there_at_the_next_connect()
    {
        var journal = NewJournal().Write(5);
        await ConnectAsync(journal);

        var reply = await PushAsync(journal.Whole());
        var head = await ConnectAsync(journal);

        AssertHead(journal.Last, reply);
        AssertHead(journal.Last, head);
        Assert.Empty(reply.Quarantined);
    }

    [Fact]
    public async Task S1_the_same_batch_again_gives_the_same_answer()
    {
        var journal = NewJournal().Write(4);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        AssertHead(journal.Last, await PushAsync(journal.Whole()));
        AssertHead(journal.Last, await PushAsync(journal.Batch(2, 3)));
    }

    [Fact]
    public async Task S1_a_batch_that_overlaps_adds_what_is_new()
    {
        var journal = NewJournal().Write(6);
        await ConnectAsync(journal);
        await PushAsync(journal.Batch(1, 4));

        AssertHead(journal.Last, await PushAsync(journal.Batch(3, 6)));
    }

    [Fact]
    public async Task S1_a_batch_after_the_head_is_a_gap_and_takes_nothing()
    {
        var journal = NewJournal().Write(6);
        await ConnectAsync(journal);
        await PushAsync(journal.Batch(1, 2));

        await AssertRefusedAsync(BackOfficeError.Gap, journal.Batch(4, 6));

        AssertHead(journal.Entries[1], await ConnectAsync(journal));
    }

    [Fact]
    public async Task S1_a_batch_that_is_not_contiguous_takes_nothing()
    {
        var journal = NewJournal().Write(4);
        await ConnectAsync(journal);

        var batch = journal.Whole() with { Entries = [journal.Entries[0], journal.Entries[2]] };
        await Assert.ThrowsAsync<BackOfficeException>(() => PushAsync(batch));

        Assert.Equal(0, (await ConnectAsync(journal)).AckedThrough);
    }

    [Fact]
    public async Task S4_another_entry_of_a_known_sequence_is_a_fork_and_takes_nothing()
    {
        var journal = NewJournal().Write(4);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        var other = journal.Copy(2);
        other.Append(TestJournal.Body("locked", "{}"));
        other.Write(3);
        await AssertRefusedAsync(BackOfficeError.Fork, other.Batch(1, 3));
        await AssertRefusedAsync(BackOfficeError.Fork, other.Whole());

        AssertHead(journal.Last, await ConnectAsync(journal));
    }

    [Fact]
    public async Task S4_a_body_that_was_changed_is_a_fork_and_takes_nothing()
    {
        var journal = NewJournal().Write(3);
        await ConnectAsync(journal);

        var changed = journal.Entries[2] with { Body = "{}"u8.ToArray() };
        await AssertRefusedAsync(BackOfficeError.Fork, journal.Whole() with { Entries = [.. journal.Entries.Take(2), changed] });

        Assert.Equal(0, (await ConnectAsync(journal)).AckedThrough);
    }

    [Fact]
    public async Task S4_a_later_epoch_goes_on_from_its_parent()
    {
        var journal = NewJournal().Write(5);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        var branch = journal.Branch(3);
        AssertHead(journal.Entries[2], await ConnectAsync(branch));
        branch.Write(4);

        AssertHead(branch.Last, await PushAsync(branch.Whole()));
        AssertHead(branch.Last, await ConnectAsync(branch));
        AssertHead(journal.Last, await ConnectAsync(journal));
    }

    [Fact]
    public async Task S4_an_epoch_of_a_parent_with_another_hash_is_a_fork()
    {
        var journal = NewJournal().Write(3);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        var other = journal.Copy(2);
        other.Append(TestJournal.Body("locked", "{}"));

        await AssertRefusedAsync(BackOfficeError.Fork, other.Branch(3).Write(1).Whole());
    }

    [Fact]
    public async Task S4_an_epoch_whose_parent_is_not_all_there_yet_has_to_wait_for_it()
    {
        var journal = NewJournal().Write(5);
        await ConnectAsync(journal);
        await PushAsync(journal.Batch(1, 3));
        var branch = journal.Branch(5).Write(1);

        AssertHead(journal.Entries[2], await ConnectAsync(branch));
        await AssertRefusedAsync(BackOfficeError.Gap, branch.Whole());

        await PushAsync(journal.Batch(4, 5));
        AssertHead(branch.Last, await PushAsync(branch.Whole()));
    }

    [Fact]
    public async Task S4_an_epoch_keeps_its_beginning()
    {
        var journal = NewJournal().Write(4);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());
        var branch = journal.Branch(3).Write(2);
        await PushAsync(branch.Whole());

        var moved = new JournalEpoch(branch.Epoch.Id, 3, new(journal.Epoch.Id, 2, journal.Entries[1].Hash));
        await AssertRefusedAsync(BackOfficeError.Fork, branch.Whole() with { Epoch = moved });
    }

    [Fact]
    public async Task S4_a_second_history_from_the_start_is_a_fork_unless_it_says_that_it_branched_off()
    {
        var journal = NewJournal().Write(2);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        await AssertRefusedAsync(BackOfficeError.Fork, journal.Restart(parent: null).Write(1).Whole());

        var branch = journal.Restart(new(journal.Epoch.Id, 0, TestChain.Genesis(journal.Device))).Write(1);
        AssertHead(branch.Last, await PushAsync(branch.Whole()));
    }

    [Fact]
    public async Task An_epoch_that_does_not_begin_after_its_parent_is_malformed()
    {
        var journal = NewJournal().Write(4);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());
        var branch = journal.Branch(2).Write(1);

        await AssertRefusedAsync(BackOfficeError.Transient, branch.Whole() with { Epoch = branch.Epoch with { FirstSequence = 2 } });
    }

    [Fact]
    public async Task S4_the_hash_of_an_entry_is_told_in_the_epoch_that_wrote_it_and_of_no_other()
    {
        var journal = NewJournal().Write(3);
        await ConnectAsync(journal);
        await PushAsync(journal.Whole());

        for (var sequence = 1; sequence <= 3; sequence++)
            Assert.Equal(Hex(journal.Entries[sequence - 1].Hash), Hex((await Subject.GetHashAsync(journal.Device, journal.Epoch.Id, sequence, default))!.Value));
        Assert.Null(await Subject.GetHashAsync(journal.Device, journal.Epoch.Id, 4, default));
        Assert.Null(await Subject.GetHashAsync(journal.Device, journal.Branch(2).Epoch.Id, 1, default));
        Assert.Null(await Subject.GetHashAsync(NewJournal().Device, journal.Epoch.Id, 1, default));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_takes_nothing_and_goes_through_by_halves()
    {
        var journal = NewJournal().Write(2_000);
        await ConnectAsync(journal);
        var size = 2_000L;

        for (var acked = 0L; acked < 2_000;)
        {
            try
            {
                var reply = await PushAsync(journal.Batch(acked + 1, acked + size));
                AssertHead(journal.Entries[(int)Math.Min(acked + size, 2_000) - 1], reply);
                acked = reply.AckedThrough;
            }
            catch (BackOfficeException refusal) when (refusal.Error == BackOfficeError.TooLarge && size > 1)
            {
                Assert.Equal(acked, (await ConnectAsync(journal)).AckedThrough);
                size /= 2;
            }
        }

        AssertHead(journal.Last, await ConnectAsync(journal));
    }

    [Fact]
    public async Task No_more_may_be_pruned_than_was_acknowledged()
    {
        var journal = NewJournal().Write(3);
        Assert.Equal(0, (await ConnectAsync(journal)).PrunableThrough);

        var reply = await PushAsync(journal.Whole());

        Assert.InRange(reply.PrunableThrough, 0, reply.AckedThrough);
        Assert.InRange((await ConnectAsync(journal)).PrunableThrough, 0, reply.AckedThrough);
    }

    [Fact]
    public async Task After_a_cursor_has_expired_everything_comes_from_the_start()
    {
        var (kept, removed) = ($"{TestReceipts.NewId()}", $"{TestReceipts.NewId()}");
        await SetReferenceAsync("tax", kept, Tax(kept, "before"));
        await SetReferenceAsync("tax", removed, Tax(removed, "before"));
        await SetReferenceAsync("tax", kept, Tax(kept, "after"));
        await SetReferenceAsync("tax", removed, null);
        await Assert.ThrowsAsync<BackOfficeException>(() => Subject.PullAsync("never seen", 100, default));

        var (changes, cursor) = await PullAllAsync(null, limit: 100);

        Assert.Contains("after", changes.Last(change => change.Id == kept).Json);
        Assert.Null(changes.LastOrDefault(change => change.Id == removed)?.Json);
        Assert.Empty((await PullAllAsync(cursor, limit: 100)).Changes);
    }

    [Fact]
    public async Task S11_a_device_number_belongs_to_one_installation()
    {
        var first = NewJournal();
        await ConnectAsync(first);

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => ConnectAsync(new TestJournal(first.DeviceNumber)));

        Assert.Equal(BackOfficeError.DeviceNumberTaken, refusal.Error);
        Assert.True(refusal.WasReached);
        await ConnectAsync(first);
    }

    [Fact]
    public async Task S11_an_installation_keeps_its_number()
    {
        var journal = NewJournal();
        await ConnectAsync(journal);

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => Subject.ConnectAsync(journal.Hello with { DeviceNumber = NewJournal().DeviceNumber }, default));

        Assert.Equal(BackOfficeError.DeviceNumberTaken, refusal.Error);
    }

    [Fact]
    public async Task S8_kinds_that_it_does_not_know_are_no_error()
    {
        var journal = NewJournal();
        journal.Append(TestJournal.Body("from-the-future", """{"x":1}"""));
        await ConnectAsync(journal);

        Assert.Empty((await PushAsync(journal.Whole())).Quarantined);
    }

    [Fact]
    public async Task S8_an_entry_that_it_cannot_digest_consumes_its_sequence_and_is_named_every_time()
    {
        var journal = NewJournal().Write(1);
        journal.Append(Given(Tested.Indigestible));
        journal.Write(1);
        await ConnectAsync(journal);

        var replies = new[] { await PushAsync(journal.Whole()), await PushAsync(journal.Whole()) };

        foreach (var reply in replies)
        {
            AssertHead(journal.Last, reply);
            Assert.Equal(2, Assert.Single(reply.Quarantined).Sequence);
        }
    }

    [Fact]
    public async Task D3_bodies_are_hashed_as_they_were_frozen()
    {
        var journal = NewJournal();
        journal.Append(TestJournal.Body("locked", """ { "name" : "Crème brûlée\u0000\u001F\" \\ \/ 🍰 \ud83c\udf70 \u2028" } """));
        journal.Append(TestJournal.Body("locked", "\"\u2028\uFEFF\uFFFE\u007F\u0085\""));
        await ConnectAsync(journal);

        AssertHead(journal.Last, await PushAsync(journal.Whole()));
    }

    [Fact]
    public async Task Personal_data_travels_beside_its_entry()
    {
        var journal = NewJournal().Write(2);
        await ConnectAsync(journal);

        var personal = new PersonalData(2, new byte[] { 1, 2, 250 }, """{"address":"ann@example.com"}"""u8.ToArray());

        AssertHead(journal.Last, await PushAsync(journal.Whole() with { Personal = [personal] }));
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

    [Fact]
    public async Task A_cursor_that_it_does_not_know_has_expired()
    {
        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => Subject.PullAsync("never seen", 100, default));

        Assert.Equal(BackOfficeError.CursorExpired, refusal.Error);
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Subject.PullAsync(null, 100, cancelled.Token));

        Assert.Equal(cancelled.Token, exception.CancellationToken);
    }

    /// <summary>Of a device that nobody else is.</summary>
    private static TestJournal NewJournal() => new(Interlocked.Increment(ref _numbers));

    private Task<BackOfficeHead> ConnectAsync(TestJournal journal) => Subject.ConnectAsync(journal.Hello, default);

    private Task<PushReply> PushAsync(PushBatch batch) => Subject.PushAsync(batch, default);

    private async Task AssertRefusedAsync(BackOfficeError error, PushBatch batch)
    {
        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => PushAsync(batch));
        Assert.Equal(error, refusal.Error);
        Assert.True(refusal.WasReached);
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

    private static void AssertHead(JournalEntry expected, BackOfficeHead head)
    {
        Assert.Equal(expected.Sequence, head.AckedThrough);
        Assert.Equal(Hex(expected.Hash), Hex(head.HeadHash));
    }

    private static string Hex(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span);
}
