using System.Text.Json.Serialization;
using BackOffice.Devices;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Refunds;

internal sealed record RefundRequest(Guid Refund, Guid Receipt, RefundedLine[] Lines)
{
    /// <summary>What is wrong with it whatever the back office has, if anything.</summary>
    public string? FindFault() =>
        Lines.Length == 0 ? "A refund is of at least one line."
        : Lines.DistinctBy(line => line.Line).Count() < Lines.Length ? "A line stands in a refund once."
        : null;
}

/// <summary>A part of a line, in thousandths, with the sign that it was sold with.</summary>
[method: JsonConstructor]
internal readonly record struct RefundedLine(Guid Line, long Quantity);

internal sealed record RefundReply(string Verdict, IReadOnlyList<RefundedLine> Refunded, long? DeviceNumber);

/// <summary>A device asks for the right to refund.</summary>
internal static class RefundEndpoint
{
    public static void MapRefunds(this IEndpointRouteBuilder devices) => devices.MapPost("/devices/{device:guid}/refunds", AskAsync);

    private static async Task<IResult> AskAsync(
        Guid device, RefundRequest request, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.FindFault() is { } fault)
            return ProtocolError.Malformed(fault);

        var now = time.GetUtcNow();
        return await store.WriteAsync(async session =>
        {
            await DeviceTable.TouchAsync(session, device, now);
            return await RefundRights.AskAsync(session, device, request, now);
        }, cancellationToken);
    }
}
