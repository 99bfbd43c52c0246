using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PosEngine.Reliability.Chaos;

/// <summary>A way to a server on which each connection meets a fate of its own, drawn from a seed: after some bytes it is cut, reset, or stalls, or it trickles and is cut, or passes slowly for a while.</summary>
/// <param name="target">The server.</param>
/// <param name="seed">Decides the fates.</param>
/// <param name="stalled">Called when a connection has stalled: nothing more will come over it.</param>
internal sealed class ChaosProxy(Uri target, int seed, Action stalled) : IAsyncDisposable
{
    private const int ThrottledBytes = 64;
    private const int ThrottledMin = 12_000;   // some whole exchanges
    private const int BytesMax = 6_000;   // before the fate strikes: in a request, in its reply, or some exchanges later

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Fate, int> _met = [];
    private readonly Random _random = new(seed);
    private readonly List<Connection> _connections = [];
    private Task _accepting = Task.CompletedTask;
    private volatile bool _isHealed;

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>How many connections have met which fate.</summary>
    public IReadOnlyDictionary<Fate, int> Met => _met;

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>From now on everything passes; connections that still wait for their fate are closed.</summary>
    public void Heal()
    {
        _isHealed = true;
        lock (_connections)
            _connections.ForEach(connection => connection.Close(reset: false));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        Heal();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var fate = _isHealed ? Fate.Pass : (Fate)_random.Next(1, Enum.GetValues<Fate>().Length);
                var connection = new Connection(client, fate, _random.Next(BytesMax) + (fate == Fate.Throttle ? ThrottledMin : 0));
                lock (_connections)
                    _connections.Add(connection);
                _ = RunAsync(connection);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RunAsync(Connection connection)
    {
        try
        {
            await connection.Server.ConnectAsync(target.Host, target.Port, _end.Token);
            await Task.WhenAny(CarryAsync(connection, connection.Client, connection.Server), CarryAsync(connection, connection.Server, connection.Client));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
        }
        finally
        {
            if (connection.Fate != Fate.Stall || !connection.HasStruck)
                connection.Close(reset: connection.Fate == Fate.Reset && connection.HasStruck);
        }
    }

    private async Task CarryAsync(Connection connection, TcpClient from, TcpClient to)
    {
        var buffer = new byte[connection.Fate switch { Fate.Trickle => 7, Fate.Throttle => ThrottledBytes, _ => 4_096 }];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            if (connection.Fate == Fate.Throttle)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, _end.Token);
                if (connection.Strike())
                    Meet(connection);
            }

            if (connection.Spend(count) is var allowed && allowed > 0)
                await to.GetStream().WriteAsync(buffer.AsMemory(0, allowed), _end.Token);
            if (allowed == count)
                continue;

            if (connection.Strike())
            {
                Meet(connection);
                if (connection.Fate == Fate.Stall)
                    stalled();
            }

            return;
        }
    }

    private void Meet(Connection connection) => _met.AddOrUpdate(connection.Fate, 1, static (_, times) => times + 1);

    private sealed class Connection(TcpClient client, Fate fate, int bytes)
    {
        private int _left = bytes;
        private int _struck;

        public TcpClient Client { get; } = NoDelay(client);

        public TcpClient Server { get; } = NoDelay(new());

        public Fate Fate { get; } = fate;

        public bool HasStruck => Volatile.Read(ref _struck) != 0;

        /// <returns>How many of the bytes may pass.</returns>
        public int Spend(int count)
        {
            if (Fate == Fate.Pass)
                return count;
            var left = Interlocked.Add(ref _left, -count);
            return Math.Clamp(left + count, 0, count);
        }

        /// <returns>Whether it is the first time.</returns>
        public bool Strike() => Interlocked.Exchange(ref _struck, 1) == 0;

        public void Close(bool reset)
        {
            foreach (var side in new[] { Client, Server })
            {
                if (reset && side.Client is { } socket)
                    socket.LingerState = new(true, 0);
                side.Dispose();
            }
        }

        private static TcpClient NoDelay(TcpClient side)
        {
            side.NoDelay = true;
            return side;
        }
    }
}

/// <summary>What happens to a connection.</summary>
internal enum Fate
{
    /// <summary>Nothing: only where the way is healed.</summary>
    Pass,

    /// <summary>Both sides see its end.</summary>
    Cut,

    /// <summary>Both sides see it broken.</summary>
    Reset,

    /// <summary>Neither side sees anything any more.</summary>
    Stall,

    /// <summary>A few bytes at a time, then the end.</summary>
    Trickle,

    /// <summary>Some whole exchanges, a few bytes a millisecond at the most, then the end.</summary>
    Throttle,
}
