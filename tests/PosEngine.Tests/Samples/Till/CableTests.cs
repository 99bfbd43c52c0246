using System.Net;
using System.Net.Sockets;
using Till.BackOffices;

namespace PosEngine.Samples.Till;

public sealed class CableTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpListener _far = new(IPAddress.Loopback, 0);
    private readonly Cable _cable;

    public CableTests()
    {
        _far.Start();
        _cable = new(new($"http://127.0.0.1:{((IPEndPoint)_far.LocalEndpoint).Port}"));
    }

    [Fact]
    public async Task It_carries_bytes_both_ways()
    {
        using var near = await ConnectAsync();
        using var far = await _far.AcceptTcpClientAsync().WaitAsync(Patience);

        await near.GetStream().WriteAsync("ask"u8.ToArray());
        Assert.Equal("ask"u8.ToArray(), await ReadAsync(far, 3));

        await far.GetStream().WriteAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await ReadAsync(near, 6));
    }

    [Fact]
    public async Task Pulled_out_it_ends_the_connections_it_carried()
    {
        using var near = await ConnectAsync();
        using var far = await _far.AcceptTcpClientAsync().WaitAsync(Patience);

        _cable.Unplug();

        Assert.True(await HasEndedAsync(near));
        Assert.True(await HasEndedAsync(far));
    }

    [Fact]
    public async Task Pulled_out_it_carries_nothing_until_it_is_plugged_in_again()
    {
        _cable.Unplug();
        using var refused = await ConnectAsync();
        Assert.True(await HasEndedAsync(refused));

        _cable.Plug();
        using var near = await ConnectAsync();
        using var far = await _far.AcceptTcpClientAsync().WaitAsync(Patience);
        await near.GetStream().WriteAsync("again"u8.ToArray());
        Assert.Equal("again"u8.ToArray(), await ReadAsync(far, 5));
    }

    public async ValueTask DisposeAsync()
    {
        await _cable.DisposeAsync();
        _far.Dispose();
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _cable.Near.Port).WaitAsync(Patience);
        return client;
    }

    private static async Task<byte[]> ReadAsync(TcpClient client, int count)
    {
        var bytes = new byte[count];
        await client.GetStream().ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return bytes;
    }

    // A connection ends in order or by a reset, as the two ends happen to notice it.
    private static async Task<bool> HasEndedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
