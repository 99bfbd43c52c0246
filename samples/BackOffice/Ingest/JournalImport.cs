using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Storage;
using Microsoft.AspNetCore.Http.Metadata;

namespace BackOffice.Ingest;

internal sealed record ImportReply(long Entries, long AckedThrough, byte[]? HeadHash);

/// <summary>Takes a journal from a file: the same entries, checked and stored in the same way as pushed ones, and so exactly once however often.</summary>
internal static class JournalImport
{
    public static void MapImport(this IEndpointRouteBuilder admin) => admin.MapPost("/journals", ImportAsync).WithMetadata(new AnySize());

    private static async Task<IResult> ImportAsync(
        HttpRequest request, IBackOfficeStore store, Projector projector, TimeProvider time, CancellationToken cancellationToken)
    {
        using var file = new JournalFile(request.Body);
        try
        {
            var header = await file.ReadHeaderAsync(cancellationToken);
            var (entries, head) = (0L, new Head(0, []));
            await foreach (var batch in file.ReadBatchesAsync(header, cancellationToken))
            {
                if (batch.Check() is { } fault)
                    return fault;
                var outcome = await store.WriteAsync(session => BatchIngest.RunAsync(session, header.Device, batch, time.GetUtcNow()), cancellationToken);
                if (outcome.Error is { } error)
                    return error;
                (entries, head) = (entries + batch.Entries.Length, outcome.Head);
                await projector.RunAsync(header.Device, cancellationToken);
            }

            return Results.Json(new ImportReply(entries, head.Sequence, head.HashOrNull), ProtocolJson.Options);
        }
        catch (Exception e) when (JournalFile.IsUnreadable(e))
        {
            return ProtocolError.Malformed($"The file is not whole: {e.Message} What was right of it is here.");
        }
    }

    /// <summary>A year's journal is larger than any request of a till.</summary>
    private sealed class AnySize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
