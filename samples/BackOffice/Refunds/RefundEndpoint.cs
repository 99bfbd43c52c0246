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
        : Lines.Any(line => line.Amount is <= 0 || (line.Amount is not null && line.Quantity != 0)) ? "An amount is above zero, and has no quantity beside it."
        : null;
}

/// <summary>A part of a line.</summary>
/// <param name="Line">The line.</param>
/// <param name="Quantity">How much of it, in thousandths, with the sign that it was sold with.</param>
/// <param name="Amount">What is paid back of its price, or was, in 1/100,000; missing where nothing is.</param>
[method: JsonConstructor]
internal readonly record struct RefundedLine(Guid Line, long Quantity = 0, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Amount = null);

/// <param name="Verdict">Whether it may be made.</param>
/// <param name="Refunded">What went back before.</param>
/// <param name="DeviceNumber">The device that stands against it.</param>
/// <param name="GivenBack">What was given back for that; only where it may be made, and where all refunds say which way.</param>
internal sealed record RefundReply(
    string Verdict, IReadOnlyList<RefundedLine> Refunded, long? DeviceNumber, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GivenBack? GivenBack = null);

/// <summary>Money that was given back, in 1/100,000.</summary>
internal sealed record GivenBack(long Cash, IReadOnlyList<GivenBackBy> Others)
{
    public static GivenBack Sum(IReadOnlyCollection<GivenBack> parts) => new(
        parts.Sum(static part => part.Cash),
        [.. parts.SelectMany(static part => part.Others).GroupBy(static way => (way.Type, way.Code), static way => way.Amount).Select(static way => new GivenBackBy(way.Key.Type, way.Sum(), way.Key.Code))]);
}

/// <param name="Type">The way.</param>
/// <param name="Amount">How much.</param>
/// <param name="Code">The number of the gift card, where it is one.</param>
[method: JsonConstructor]
internal readonly record struct GivenBackBy(Guid Type, long Amount, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

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
