using System.Text.Json.Serialization;
using BackOffice.Backups;
using BackOffice.Ingest;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Devices;

internal sealed record HelloRequest(int DeviceNumber, string Software, long HeadSequence, JournalEpoch Epoch, string? Account = null);

internal sealed record HelloReply(long AckedThrough, byte[]? HeadHash, DateTimeOffset ServerTime, string Account)
{
    /// <summary>The last entry that the backups of this database have; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PrunableThrough { get; init; }

    /// <summary>What of that history is set aside, and nobody has looked at yet; left out where it is too much to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? SetAside { get; init; }
}

/// <summary>A device introduces itself, and learns how far its journal is known.</summary>
internal static class Hello
{
    public static void MapHello(this IEndpointRouteBuilder devices) => devices.MapPost("/devices/{device:guid}/hello", AnswerAsync);

    private static async Task<IResult> AnswerAsync(
        Guid device, HelloRequest hello, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (hello.DeviceNumber < 1)
            return ProtocolError.Malformed("device_number begins at 1.");
        if (hello.Epoch.Fault is { } fault)
            return ProtocolError.Malformed(fault);

        var now = time.GetUtcNow();
        return await store.WriteAsync<IResult>(async session =>
        {
            var account = await ReferenceTable.AccountAsync(session);
            if (hello.Account is { } expected && expected != account)
                return ProtocolError.OtherAccount($"The device belongs to the account '{expected}'; this is '{account}'.");
            await DeviceTable.TouchAsync(session, device, now);
            if (await BindAsync(session, device, hello) is { } refusal)
                return refusal;

            var head = await JournalTable.FindHeadAsync(session, device, hello.Epoch);
            var reply = new HelloReply(head.Sequence, head.HashOrNull, now, account)
            {
                PrunableThrough = await BackupTable.CoveredAsync(session, device, hello.Epoch),
                SetAside = await QuarantineTable.ListOpenAsync(session, device, hello.Epoch),
            };
            return Results.Json(reply, ProtocolJson.Options);
        }, cancellationToken);
    }

    /// <summary>A number belongs to the installation that said it first, and an installation keeps its number: receipts on paper begin with it.</summary>
    private static async Task<ProtocolError?> BindAsync(StoreSession session, Guid device, HelloRequest hello)
    {
        var number = await DeviceTable.FindNumberAsync(session, device);
        if (number is not null && number != hello.DeviceNumber)
            return ProtocolError.NumberTaken($"This installation is device {number} here, not {hello.DeviceNumber}.");
        if (number is null && await DeviceTable.IsTakenAsync(session, hello.DeviceNumber))
            return ProtocolError.NumberTaken($"Another installation is device {hello.DeviceNumber}.");

        await DeviceTable.BindAsync(session, device, hello);
        return null;
    }
}
