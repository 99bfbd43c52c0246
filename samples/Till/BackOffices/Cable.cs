using System.Net;
using System.Net.Sockets;

namespace Till.BackOffices;

/// <summary>A network cable that can be pulled: a port on this machine that leads to another one.</summary>
/// <remarks>Pulled out, it drops every connection and accepts none, so that whoever uses it meets a real network failure. Thread-safe.</remarks>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly int _port;
    private readonly Task _accepting;
    private CancellationTokenSource? _plug = new();

    /// <summary>Plugs a cable into a port of this machine.</summary>
    public Cable(Uri far)
    {
        _port = far.Port;
        _listener.Start();
        Near = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>The address of its near end.</summary>
    public Uri Near { get; }

    /// <summary>Pulls the cable out.</summary>
    public void Unplug() => Exchange(null)?.Cancel();

    /// <summary>Plugs it in again.</summary>
    public void Plug() => Exchange(new())?.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Unplug();
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private CancellationTokenSource? Exchange(CancellationTokenSource? plug)
    {
        lock (_lock)
        {
            (var former, _plug) = (_plug, plug);
            return former;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = CarryAsync(near);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            CancellationToken pulled;
            lock (_lock)
            {
                if (_plug is null)
                    return;
                pulled = _plug.Token;
            }

            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _port, pulled);
                var (here, there) = (near.GetStream(), far.GetStream());
                await Task.WhenAny(here.CopyToAsync(there, pulled), there.CopyToAsync(here, pulled));
            }
            catch (Exception cause) when (cause is IOException or SocketException or OperationCanceledException)
            {
                // Either end has gone: both are closed, and whoever is at them finds out.
            }
        }
    }
}
