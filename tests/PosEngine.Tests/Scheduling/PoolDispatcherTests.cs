namespace PosEngine.Scheduling;

public sealed class PoolDispatcherTests
{
    [Fact]
    public async Task Actions_run_one_at_a_time_and_each_posters_in_order()
    {
        var dispatcher = new PoolDispatcher();
        var seen = new List<(int Poster, int Number)>();
        var inside = 0;
        var overlaps = 0;
        var done = new CountdownEvent(4 * 500);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(poster => Task.Run(() =>
        {
            for (var number = 0; number < 500; number++)
            {
                var mine = number;
                dispatcher.Post(() =>
                {
                    overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                    seen.Add((poster, mine));
                    Interlocked.Decrement(ref inside);
                    done.Signal();
                });
            }
        })));

        Assert.True(done.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, overlaps);
        foreach (var poster in seen.GroupBy(action => action.Poster))
            Assert.Equal(Enumerable.Range(0, 500), poster.Select(action => action.Number));
    }
}
