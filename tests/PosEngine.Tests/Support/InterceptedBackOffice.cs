using PosEngine.Sync;

namespace PosEngine.Support;

/// <summary>The wire to a back office, tapped: records what goes over it, and lets a test answer instead.</summary>
internal sealed class InterceptedBackOffice(IBackOffice inner) : IBackOffice
{
    public List<DeviceHello> Hellos { get; } = [];

    public List<PushBatch> Batches { get; } = [];

    public List<string?> Cursors { get; } = [];

    public Func<DeviceHello, CancellationToken, Task<BackOfficeHead>>? OnConnect { get; set; }

    public Func<PushBatch, CancellationToken, Task<PushReply>>? OnPush { get; set; }

    public Func<string?, int, CancellationToken, Task<PullPage>>? OnPull { get; set; }

    public int Calls => Hellos.Count + Batches.Count + Cursors.Count;

    /// <summary>A till with Ann signed in and a shift of 100.00 open, and the wire that it talks over.</summary>
    public static async Task<(TillHost Till, InterceptedBackOffice Wire)> WireAsync()
    {
        var till = new TillHost();
        var wire = new InterceptedBackOffice(till.BackOffice);
        till.Transport = wire;
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return (till, wire);
    }

    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken)
    {
        Hellos.Add(hello);
        return (OnConnect ?? inner.ConnectAsync)(hello, cancellationToken);
    }

    public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        Batches.Add(batch);
        return (OnPush ?? inner.PushAsync)(batch, cancellationToken);
    }

    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        Cursors.Add(cursor);
        return (OnPull ?? inner.PullAsync)(cursor, limit, cancellationToken);
    }

    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
        inner.GetHashAsync(device, epoch, sequence, cancellationToken);

    /// <summary>Every call fails, from now on.</summary>
    public void FailWith(Func<Exception> failure)
    {
        OnConnect = (_, _) => Task.FromException<BackOfficeHead>(failure());
        OnPush = (_, _) => Task.FromException<PushReply>(failure());
        OnPull = (_, _, _) => Task.FromException<PullPage>(failure());
    }

    /// <summary>Every call gets through again.</summary>
    public void Mend() => (OnConnect, OnPush, OnPull) = (null, null, null);
}
