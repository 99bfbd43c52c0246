using PosEngine.Journal;
using PosEngine.Sync;

namespace PosEngine.Conformance;

// Push and hash: histories that part, and where.
public abstract partial class BackOfficeConformance
{
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
        {
            var hash = await Subject.GetHashAsync(journal.Device, journal.Epoch.Id, sequence, default);
            Assert.True(hash is not null, $"The back office tells no hash of entry {sequence}, which it has acknowledged.");
            Assert.Equal(Hex(journal.Entries[sequence - 1].Hash), Hex(hash.Value));
        }

        Assert.Null(await Subject.GetHashAsync(journal.Device, journal.Epoch.Id, 4, default));
        Assert.Null(await Subject.GetHashAsync(journal.Device, journal.Branch(2).Epoch.Id, 1, default));
        Assert.Null(await Subject.GetHashAsync(NewJournal().Device, journal.Epoch.Id, 1, default));
    }
}
