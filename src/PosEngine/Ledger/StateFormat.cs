using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Shifts;

namespace PosEngine.Ledger;

/// <summary>The <c>state</c> row and the Z reports as JSON. Only this library reads them, and it can make them again from the journal.</summary>
internal static class StateFormat
{
    /// <summary>Counts up when a state gets a member that an earlier one cannot do without.</summary>
    private const int Version = 2;

    public static byte[] Write(DeviceState state) => JsonSerializer.SerializeToUtf8Bytes(
        new StateRow(
            state.Head, state.HeadHash, state.NextReceiptNumber, state.NextShiftNumber, state.Shift, state.IsSignedOut,
            [.. state.Payments.Select(static open => new OpenPaymentRow(open.Key, open.Value.ReceiptId, open.Value.Payments, open.Value.IsTraining))],
            [.. state.Refunds.Select(static refund => new PendingRefundRow(refund.Key, refund.Value))], state.Outbox, state.HasGaps, state.Last?.At, state.Last?.ClockOffset, state.Drawer,
            [.. state.WrongPins.Select(static wrong => new WrongPinsRow(wrong.Key, wrong.Value))], state.IsTraining, state.NextTrainingNumber, state.Running,
            state.IsRemoved, state.ExportedAt, [.. state.Present.Values], Version,
            [.. state.Takeovers.Select(static takeover => new PendingTakeoverRow(takeover.Key, takeover.Value))],
            [.. state.Values.Select(static value => new PendingValueRow(value.Key, value.Value))], state.ExportedFrom, state.Issuer),
        StateJson.Default.StateRow);

    /// <returns>Null where the row is of an earlier version of the library: the journal is folded from its start then, unless bodies are gone that this row knows more of.</returns>
    public static DeviceState? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StateJson.Default.StateRow) is { } row && (row.Version >= Version || row.HasGaps)
                ? new DeviceState
                {
                    Head = row.Head,
                    HeadHash = row.HeadHash,
                    NextReceiptNumber = row.NextReceiptNumber,
                    NextShiftNumber = row.NextShiftNumber,
                    Shift = row.Shift is null ? null : Complete(row.Shift),
                    IsSignedOut = row.IsSignedOut,
                    Refunds = row.Refunds.ToImmutableDictionary(static refund => refund.RefundId, static refund => refund.Refund),
                    Outbox = row.Outbox,
                    HasGaps = row.HasGaps,
                    Drawer = row.Drawer,
                    Last = row.LastAt is { } at ? new EntryHead(at, row.ClockOffset, Employee: null) : null,
                    IsRemoved = row.IsRemoved,
                    ExportedAt = row.ExportedAt,
                    ExportedFrom = row.ExportedFrom,
                    Present = row.Present.IsDefault ? DeviceState.Empty.Present : row.Present.ToImmutableDictionary(static present => present.Employee),
                    Issuer = row.Issuer,
                    IsTraining = row.IsTraining,
                    NextTrainingNumber = row.NextTrainingNumber,
                    Running = row.Running,
                    WrongPins = row.WrongPins.IsDefault ? DeviceState.Empty.WrongPins : row.WrongPins.ToImmutableDictionary(static wrong => wrong.Tried, static wrong => wrong.Wrong),
                    Values = row.Values.IsDefault ? DeviceState.Empty.Values : row.Values.ToImmutableDictionary(static value => value.Key, static value => value.Value),
                    Takeovers = row.Takeovers.IsDefault ? DeviceState.Empty.Takeovers : row.Takeovers.ToImmutableDictionary(static takeover => takeover.TakeoverId, static takeover => takeover.ParkingId),
                    Payments = row.Payments.ToImmutableDictionary(static open => open.TicketId, static open => new OpenPayment(open.ReceiptId, open.Payments, open.IsTraining)),
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(ShiftReport report) => JsonSerializer.SerializeToUtf8Bytes(report, StateJson.Default.ShiftReport);

    public static ShiftReport ReadReport(ReadOnlySpan<byte> json) => Complete(JsonSerializer.Deserialize(json, StateJson.Default.ShiftReport)!);

    /// <summary>A report that was saved before business cases were told apart: all of it counts as sales, as it did then.</summary>
    private static ShiftReport Complete(ShiftReport report) => !report.SalesByBusinessCase.IsDefault ? report : report with
    {
        SalesByBusinessCase = report.ReceiptCount == 0 ? [] : [new(BusinessCase.Sale, report.Totals.Net, report.Totals.Tax, report.Totals.Gross)],
    };
}

internal sealed record StateRow(
    long Head, byte[] HeadHash, long NextReceiptNumber, int NextShiftNumber, ShiftReport? Shift, bool IsSignedOut, ImmutableArray<OpenPaymentRow> Payments,
    ImmutableArray<PendingRefundRow> Refunds, Outbox Outbox, bool HasGaps = false, DateTimeOffset? LastAt = null, long? ClockOffset = null, int Drawer = 1,
    ImmutableArray<WrongPinsRow> WrongPins = default, bool IsTraining = false, long NextTrainingNumber = 1, GrandTotals Running = default, bool IsRemoved = false, long ExportedAt = 0,
    ImmutableArray<Attendance> Present = default, int Version = 0, ImmutableArray<PendingTakeoverRow> Takeovers = default, ImmutableArray<PendingValueRow> Values = default,
    long ExportedFrom = 0, RecordedIssuer? Issuer = null);

internal sealed record OpenPaymentRow(TicketId TicketId, ReceiptId ReceiptId, ImmutableArray<ReceivedPayment> Payments, bool IsTraining = false);

internal sealed record WrongPinsRow(EmployeeId Tried, WrongPins Wrong);

internal sealed record PendingValueRow(Guid Key, PendingValue Value);

internal sealed record PendingRefundRow(ReceiptId RefundId, PendingRefund Refund);

internal sealed record PendingTakeoverRow(TakeoverId TakeoverId, ParkingId ParkingId);

[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(MoneyConverter), typeof(QuantityConverter), typeof(RateConverter), typeof(CurrencyConverter)])]
[JsonSerializable(typeof(StateRow))]
[JsonSerializable(typeof(ShiftReport))]
internal sealed partial class StateJson : JsonSerializerContext;

internal sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Money.FromUnits(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
}

internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Quantity.FromUnits(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
}

internal sealed class RateConverter : JsonConverter<Rate>
{
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Rate.FromPartsPerMillion(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) => writer.WriteNumberValue(value.PartsPerMillion);
}

internal sealed class CurrencyConverter : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Currency.FromCode(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
}
