using System.Collections.Concurrent;
using System.Buffers;
using System.Text;
using PosEngine.Reliability.FanIn;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace PosEngine.Reliability.Crash;

/// <summary>An e-mail that was asked for without a connection, over the death of the till, through the sample back office, to a mail server.</summary>
public sealed class DeferredEmailTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_receipt_that_was_to_be_e_mailed_offline_is_e_mailed_once_after_the_till_was_killed_and_is_back()
    {
        var rounds = ReliabilityScale.Count(sample: 1, full: 20);
        await using var mail = new MailServer();
        await File.WriteAllTextAsync(
            _folder.PathOf("seed.json"), $"[{string.Join(',', TestShop.Reference().Select(static known => $$"""{"kind":"{{known.Kind}}","id":"{{known.Id}}","data":{{known.Json}}}"""))}]");
        await using var office = await OfficeProcesses.StartAsync(
            1, "--seed-file", _folder.PathOf("seed.json"), "--database", _folder.PathOf("office.db"), "--smtp", $"smtp://127.0.0.1:{mail.Port}", "--email-from", "till@shop.example");
        var path = _folder.PathOf("till.db");
        await TestShop.CreateAsync(path);

        for (var round = 1; round <= rounds; round++)
        {
            using (var offline = ChildTill.Start("email", path, $"ann{round}@example.com"))
            {
                Assert.True(await offline.ReadAsync(TillProgram.Requested), "The till ended by itself.");
                await offline.KillAsync();
            }

            // Killed twice more while it tells the back office, so that it does not know what arrived.
            for (var start = 0; start < 3; start++)
            {
                using var online = ChildTill.Start("synchronise", path, office.Addresses[0].ToString(), OfficeProcesses.Token);
                Assert.True(start < 2 ? await online.ReadAsync(1) : await online.ReadAsync(TillProgram.Synchronised), "The till ended by itself.");
                await online.KillAsync();
            }

            await mail.ReceivedAsync($"ann{round}@example.com").WaitAsync(Patience);
        }

        // They are sent in order: what was to be sent twice would have been, before this one is.
        using (var last = ChildTill.Start("email", path, "last@example.com"))
        {
            Assert.True(await last.ReadAsync(TillProgram.Requested), "The till ended by itself.");
            await last.KillAsync();
        }

        using (var online = ChildTill.Start("synchronise", path, office.Addresses[0].ToString(), OfficeProcesses.Token))
            Assert.True(await online.ReadAsync(TillProgram.Synchronised), "The till ended by itself.");
        await mail.ReceivedAsync("last@example.com").WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(1, rounds).Select(static round => $"ann{round}@example.com").Append("last@example.com"), mail.Recipients);
        Assert.All(mail.Messages, static message => Assert.Contains("Subject: Receipt 1-10", message));
        output.WriteLine($"{rounds + 1} e-mails asked for offline, {rounds * 4} tills killed, each e-mail sent once.");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A mail server on the loopback that takes everything.</summary>
    private sealed class MailServer : MessageStore, IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _received = new();
        private readonly Task _running;

        public MailServer()
        {
            Port = FreePort();
            var services = new ServiceProvider();
            services.Add(this);
            var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new(System.Net.IPAddress.Loopback, Port))).Build();
            _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stopping.Token);
        }

        public int Port { get; }

        public ConcurrentQueue<string> Recipients { get; } = [];

        public ConcurrentQueue<string> Messages { get; } = [];

        public Task ReceivedAsync(string recipient) => Of(recipient).Task;

        public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            Messages.Enqueue(Encoding.UTF8.GetString(buffer.ToArray()));
            foreach (var recipient in transaction.To)
            {
                var address = $"{recipient.User}@{recipient.Host}";
                Recipients.Enqueue(address);
                Of(address).TrySetResult();
            }

            return Task.FromResult(SmtpResponse.Ok);
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
            _stopping.Dispose();
        }

        private TaskCompletionSource Of(string recipient) => _received.GetOrAdd(recipient, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
