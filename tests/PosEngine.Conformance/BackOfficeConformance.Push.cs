using PosEngine.Sync;

namespace PosEngine.Conformance;

// Push: every entry once, in order, with its hash, whatever arrives.
public abstract partial class BackOfficeConformance
{
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
        await AssertRefusedAsync(() => PushAsync(batch));

        Assert.Equal(0, (await ConnectAsync(journal)).AckedThrough);
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
            if ((await ConnectAsync(journal)).SetAside is { } setAside)
                Assert.Equal([2], setAside);
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
}
