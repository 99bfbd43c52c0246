using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PosEngine.BackOffice;

internal enum SmtpBehaviour
{
    Accept,
    Refuse,
    HangUpAfterMessage,
}

/// <summary>As much of a mail server (RFC 5321) as a client needs, on the loopback.</summary>
internal sealed class TestSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public TestSmtpServer()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public SmtpBehaviour Behaviour { get; set; }

    public ConcurrentQueue<string> Messages { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            try
            {
                await writer.WriteLineAsync("220 test");
                while (await reader.ReadLineAsync(_stopping.Token) is { } line)
                {
                    var verb = line.Split(' ')[0].ToUpperInvariant();
                    if (verb == "DATA" && !await TakeMessageAsync(reader, writer))
                        return;
                    if (verb != "DATA")
                        await writer.WriteLineAsync(AnswerTo(verb));
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private string AnswerTo(string verb) => verb switch
    {
        "MAIL" when Behaviour == SmtpBehaviour.Refuse => "451 not now",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };

    /// <returns>False where the connection ends here.</returns>
    private async Task<bool> TakeMessageAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stopping.Token) is { } line && line != ".")
            message.Append(line).Append("\r\n");
        Messages.Enqueue(message.ToString());
        if (Behaviour == SmtpBehaviour.HangUpAfterMessage)
            return false;
        await writer.WriteLineAsync("250 taken");
        return true;
    }
}
