using System.Net;
using System.Net.Sockets;

namespace PosEngine.BackOffice;

/// <summary>The way to a server, which can really be cut: its connections are reset, and new ones are refused, as by a cable that was pulled.</summary>
internal sealed class Cable(Uri target) : IAsyncDisposable
{
    private volatile bool _losesReplies;
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private TcpListener? _listener;
    private int _port;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>Where it leads.</summary>
    public Uri Target { get; set; } = target;

    /// <summary>Whether what is asked arrives and no answer does: the connection is reset with the first byte of one.</summary>
    public bool LosesReplies { get => _losesReplies; set => _losesReplies = value; }

    /// <summary>Plugs it in, again at the same port.</summary>
    public void Mend()
    {
        var listener = new TcpListener(IPAddress.Loopback, _port) { ExclusiveAddressUse = false };
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        lock (_gate)
            _listener = listener;
        _ = AcceptAsync(listener);
    }

    public void Cut()
    {
        lock (_gate)
        {
            _listener?.Stop();
            _listener = null;
            foreach (var socket in _sockets)
            {
                socket.LingerState = new(enable: true, seconds: 0);
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return default;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                _ = RunAsync(listener, client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut.
        }
    }

    private async Task RunAsync(TcpListener listener, Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            lock (_gate)
            {
                if (_listener != listener)
                {
                    client.Dispose();
                    return;
                }

                _sockets.Add(client);
                _sockets.Add(server);
            }

            await server.ConnectAsync(Target.Host, Target.Port);
            await using NetworkStream near = new(client), far = new(server);
            await Task.WhenAny(near.CopyToAsync(far), AnswerAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // It was cut, or the server has ended.
        }
        finally
        {
            lock (_gate)
            {
                _sockets.Remove(client);
                _sockets.Remove(server);
                client.Dispose();
                server.Dispose();
            }
        }
    }

    private async Task AnswerAsync(NetworkStream far, NetworkStream near)
    {
        var buffer = new byte[16_384];
        while (await far.ReadAsync(buffer) is > 0 and var read && !LosesReplies)
            await near.WriteAsync(buffer.AsMemory(0, read));
    }
}
