using System.Globalization;
using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Replay;

/// <summary>SIGKILL at moments that nobody chose. The till's process is what dies; what it leaves behind must be enough to go on.</summary>
public sealed class KilledReplayTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, ReliabilityScale.Count(sample: 1, full: 20))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task D2_a_replay_killed_from_its_first_moments_on_loses_and_repeats_no_number(int seed) =>
        KillAndResumeAsync(SalesLogFile.Example, seed, kills: 4);

    [Fact]
    public Task D2_a_replay_of_a_real_log_killed_again_and_again_loses_and_repeats_no_number()
    {
        Assert.SkipUnless(SalesLogFile.Bakery.Exists, $"There is no {SalesLogFile.Bakery.Path}.");
        return KillAndResumeAsync(SalesLogFile.Bakery, seed: 1, kills: ReliabilityScale.Count(sample: 4, full: 40));
    }

    public void Dispose() => _folder.Dispose();

    // Begins with moments in which the till is still starting, and gives it longer until so many kills have met it selling, however slow the machine is.
    private async Task KillAndResumeAsync(SalesLogFile log, int seed, int kills)
    {
        string[] arguments = ["replay", log.Path, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--data", _folder.PathOf(), "--json"];
        var random = new Random(seed);
        var longest = TimeSpan.FromMilliseconds(200);
        IReadOnlyList<string> kept = [];
        var isOver = false;
        for (var met = 0; met < kills && !isOver;)
        {
            var time = longest * (0.5 + (random.NextDouble() / 2));
            using var till = TillProcess.Start(arguments);
            isOver = !await till.KillAfterAsync(time);
            var found = ReadReceipts();
            output.WriteLine($"Seed {seed}, {(isOver ? "ended" : "killed")} after {time.TotalMilliseconds:0} ms with {found.Count} receipts.");

            // What was there when it was killed before is there for ever.
            Assert.Equal(kept, found.Take(kept.Count));
            if (found.Count > kept.Count)
                met++;
            else
                longest *= 1.5;
            kept = found;
        }

        var last = await TillProcess.RunAsync(arguments);

        Assert.True(last.ExitCode == 0, last.Error);
        using var databases = new ShopDatabases(_folder.PathOf());
        Assert.Equal(kept, DeviceReceipts.Read(_folder.PathOf("till-1.db")).Take(kept.Count));
        Figures.AreThoseOf(databases, last.Json);
        Figures.AreAllAtTheBackOffice(databases);
        Figures.AreThoseOf(log, databases);
    }

    // Of a copy: to open the files would recover them, and that is for the till to do.
    private IReadOnlyList<string> ReadReceipts()
    {
        using var copy = new TemporaryFolder();
        foreach (var file in new DirectoryInfo(_folder.PathOf()).GetFiles("till-1.db*"))
            file.CopyTo(copy.PathOf(file.Name));
        return File.Exists(copy.PathOf("till-1.db")) ? DeviceReceipts.Read(copy.PathOf("till-1.db")) : [];
    }
}
