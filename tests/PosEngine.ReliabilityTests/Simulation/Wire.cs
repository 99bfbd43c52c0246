using System.Text;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till's own line to the back office, which does to its calls whatever chance says, and keeps what was ever sent over it.</summary>
internal sealed class Wire(LoopbackBackOffice backOffice, Random random, Sabotage sabotage) : IBackOffice
{
    private static readonly LoopbackFault[] Faults = [LoopbackFault.LoseRequest, LoopbackFault.LoseReply, LoopbackFault.Double, LoopbackFault.Overtaken];

    private readonly Dictionary<(EpochId Epoch, long Sequence), (string Body, string Hash)> _sent = [];

    /// <summary>Whether anything gets through.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>How often a call goes wrong, of a hundred.</summary>
    public int Trouble { get; set; }

    /// <summary>What went over the line that must not (invariant S3), if anything.</summary>
    public string? Violation { get; private set; }

    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) =>
        CallAsync(() => backOffice.ConnectAsync(hello, cancellationToken));

    public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        var carried = sabotage == Sabotage.AnotherBodyOnRetry && batch.Entries.Any(entry => _sent.ContainsKey((batch.Epoch.Id, entry.Sequence)))
            ? batch with { Entries = [.. batch.Entries.Select(entry => entry with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry.Body.Span) + " ") })] }
            : batch;
        foreach (var entry in carried.Entries)
        {
            var content = (Encoding.UTF8.GetString(entry.Body.Span), Convert.ToHexString(entry.Hash.Span));
            if (_sent.TryGetValue((batch.Epoch.Id, entry.Sequence), out var before) && before != content)
                Violation = $"S3: entry {entry.Sequence} was sent again with other bytes";
            _sent[(batch.Epoch.Id, entry.Sequence)] = content;
        }

        if (sabotage == Sabotage.AnswerWithoutCommit && IsUp && batch.Entries.Length > 1)
        {
            var last = batch.Entries[^1];
            return Task.FromResult(new PushReply(last.Sequence, last.Hash, DateTimeOffset.UnixEpoch, []));
        }

        return CallAsync(() => backOffice.PushAsync(carried, cancellationToken));
    }

    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => CallAsync(() =>
        Chance(Trouble / 4) && cursor is not null
            ? throw new BackOfficeException(BackOfficeError.CursorExpired, "Simulated.") { WasReached = true }
            : backOffice.PullAsync(cursor, limit, cancellationToken));

    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) =>
        CallAsync(() => backOffice.GetHashAsync(device, epoch, sequence, cancellationToken));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (!IsUp)
            throw new BackOfficeException(BackOfficeError.Transient, "The line is down.");
        if (Chance(Trouble))
        {
            if (Chance(40))
                throw Answer();
            backOffice.Fault = _ => Faults[random.Next(Faults.Length)];
        }

        try
        {
            return await call();
        }
        finally
        {
            backOffice.Fault = null;
        }
    }

    /// <summary>What a server, or a proxy on the way, may answer instead.</summary>
    private BackOfficeException Answer() => new(
        random.Next(4) switch
        {
            0 => BackOfficeError.TooLarge,
            1 => BackOfficeError.Unauthorised,
            2 => BackOfficeError.UpgradeRequired,
            _ => BackOfficeError.Transient,
        },
        "Simulated.")
    {
        WasReached = true,
        RetryAfter = Chance(50) ? TimeSpan.FromSeconds(random.Next(1, 120)) : null,
    };

    private bool Chance(int percent) => random.Next(100) < percent;
}
