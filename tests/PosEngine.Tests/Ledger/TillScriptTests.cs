using System.Text;
using CsCheck;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>What holds after any sequence of steps.</summary>
public sealed class TillScriptTests
{
    private static readonly Gen<int[]> Scripts = Gen.Int[0, TillScript.StepCount - 1].Array[20, 60];

    [Fact]
    public Task D2_D3_numbers_sequences_and_chain_are_whole_after_any_script() => Scripts.SampleAsync(
        async steps =>
        {
            await using var till = await OfflineAsync();
            var script = new TillScript(till);
            foreach (var step in steps)
                await script.RunAsync(step);
            Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
            await till.Pos.DisposeAsync();

            Assert.Equal(script.Numbers, JournalAudit.Of(till.DatabasePath).Numbers);
        },
        iter: 12, threads: 1);

    [Fact]
    public Task The_state_in_memory_the_saved_one_with_its_tail_and_the_whole_journal_agree_after_any_script() => Scripts.SampleAsync(
        async steps =>
        {
            await using var till = await OfflineAsync();
            var script = new TillScript(till);
            foreach (var step in steps)
                await script.RunAsync(step);
            await script.RunAsync(17); // If a failure was still to come, it has come now.
            till.Ledger().SaveState();
            await script.RunAsync(0);
            await script.RunAsync(14);
            var live = till.Ledger().State;
            await till.Pos.DisposeAsync();

            Assert.Equal(1L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM state"));
            AssertSame(live, await LedgerHost.FoldAsync(till.DatabasePath));
            Sql.Run(till.DatabasePath, "DELETE FROM state");
            AssertSame(live, await LedgerHost.FoldAsync(till.DatabasePath));
        },
        iter: 12, threads: 1);

    private static void AssertSame(DeviceState expected, DeviceState actual)
    {
        Assert.Equal(Encoding.UTF8.GetString(StateFormat.Write(expected)), Encoding.UTF8.GetString(StateFormat.Write(actual)));
        Assert.Equal(expected.Outbox, actual.Outbox);
        Assert.Superset(expected.RecentReceipts.ToHashSet(), actual.RecentReceipts.ToHashSet());
    }

    private static async Task<TillHost> OfflineAsync()
    {
        // Offline, so that a failure of the disk meets the step that it is meant for; and free to sign out.
        var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = options.OfflinePolicy.Allow(Capabilities.Capability.SignOut));
        till.GoOffline();
        return till;
    }
}
