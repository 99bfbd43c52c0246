using System.Text.Json.Serialization;
using BackOffice.Backups;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Ingest;

internal sealed record PushReply(long AckedThrough, byte[]? HeadHash, DateTimeOffset ServerTime, IReadOnlyList<Quarantined> Quarantined)
{
    /// <inheritdoc cref="Devices.HelloReply.PrunableThrough"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PrunableThrough { get; init; }
}

internal sealed record HashReply(byte[] Hash);

/// <summary>A device hands over entries, or asks which it has handed over.</summary>
internal static class JournalEndpoints
{
    public static void MapJournal(this IEndpointRouteBuilder devices)
    {
        devices.MapPost("/devices/{device:guid}/entries", PushAsync);
        devices.MapGet("/devices/{device:guid}/epochs/{epoch:guid}/entries/{sequence:long}/hash", FindHashAsync);
    }

    private static async Task<IResult> PushAsync(
        Guid device, Batch batch, IBackOfficeStore store, Projector projector, TimeProvider time, CancellationToken cancellationToken)
    {
        if (batch.Check() is { } fault)
            return fault;

        var now = time.GetUtcNow();
        var outcome = await store.WriteAsync(session => BatchIngest.RunAsync(session, device, batch, now), cancellationToken);
        if (outcome.Error is { } error)
            return error;

        // The entries are safe by now: what projections make of them can be told late, but not endanger them.
        await projector.RunAsync(device, batch.First, cancellationToken);
        var reply = await store.ReadAsync(
            async session => new PushReply(
                outcome.Head.Sequence, outcome.Head.HashOrNull, now, await QuarantineTable.TellAsync(session, device, batch.Epoch.Id, batch.First, batch.Last))
            {
                PrunableThrough = await BackupTable.CoveredAsync(session, device, batch.Epoch),
            },
            cancellationToken);

        return Results.Json(reply, ProtocolJson.Options);
    }

    private static async Task<IResult> FindHashAsync(
        Guid device, Guid epoch, long sequence, IBackOfficeStore store, CancellationToken cancellationToken) =>
        await store.ReadAsync(session => JournalTable.FindHashAsync(session, device, epoch, sequence), cancellationToken) is { } hash
            ? Results.Json(new HashReply(hash), ProtocolJson.Options)
            : ProtocolError.NotFound($"Entry {sequence} of that epoch is not here.");
}
