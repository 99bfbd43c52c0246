using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Shifts;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Ledger;

/// <summary>Reads those entries back that the state is folded from; the others tell the state nothing.</summary>
internal static class EntryReader
{
    public static (EntryHead Head, EntryData? Entry) Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var head = EntryBody.ReadHead(root);
        var data = root.TryGetProperty("data"u8, out var found) ? found : default;
        return (head, root.GetProperty("kind"u8).GetString() switch
        {
            EntryKinds.Receipt => new ReceiptRecorded(ReceiptFormat.Read(head, data), []),
            EntryKinds.Issuer => IssuerRecorded.Read(data),
            EntryKinds.SignedIn => SignedIn.Read(data),
            EntryKinds.PinFailed => PinFailed.Read(data),
            EntryKinds.OperationApproved => OperationApproved.Read(data),
            EntryKinds.TrainingReceipt => new TrainingReceiptRecorded(ReceiptFormat.Read(head, data) with { IsTraining = true }, []),
            EntryKinds.TrainingBegun => new TrainingBegun(),
            EntryKinds.TrainingEnded => new TrainingEnded(),
            EntryKinds.LineVoided => LineVoided.Read(head, data),
            EntryKinds.TicketResumed => TicketResumed.Read(data),
            EntryKinds.TicketTakeoverIntended => TicketTakeoverIntended.Read(data),
            EntryKinds.TicketTakenOver => TicketTakenOver.Read(data),
            EntryKinds.TicketTakeoverReleased => TicketTakeoverReleased.Read(data),
            EntryKinds.TicketAbandoned => TicketAbandoned.Read(data),
            EntryKinds.DrawerOpened => DrawerOpened.Read(data),
            EntryKinds.JournalExported => JournalExported.Read(data),
            EntryKinds.DeviceRemoved => DeviceRemoved.Read(data),
            EntryKinds.ClockedIn => new Clocked(ClockMove.In),
            EntryKinds.BreakBegun => new Clocked(ClockMove.BreakBegin),
            EntryKinds.BreakEnded => new Clocked(ClockMove.BreakEnd),
            EntryKinds.ClockedOut => new Clocked(ClockMove.Out),
            EntryKinds.ShiftOpened => ShiftOpened.Read(data),
            EntryKinds.CashPaidIn => CashMoved.Read(CashMove.PayIn, data),
            EntryKinds.CashPaidOut => CashMoved.Read(CashMove.PayOut, data),
            EntryKinds.CashDropped => CashMoved.Read(CashMove.Drop, data),
            EntryKinds.TipsPaidOut => CashMoved.Read(CashMove.TipsOut, data),
            EntryKinds.DrawerSelected => DrawerSelected.Read(data),
            EntryKinds.CountRefused => CountRefused.Read(data),
            EntryKinds.ShiftClosed => ShiftClosed.Read(data),
            EntryKinds.PaymentReceived => PaymentReceived.Read(data),
            EntryKinds.PaymentRemoved => PaymentRemoved.Read(data),
            EntryKinds.PaymentCancelled => PaymentCancelled.Read(data),
            EntryKinds.ValueIntended => ValueIntended.Read(data),
            EntryKinds.ValueReleased => ValueReleased.Read(data),
            EntryKinds.RefundIntended => RefundIntended.Read(data),
            EntryKinds.RefundReleased => RefundReleased.Read(data),
            EntryKinds.EpochBegun => EpochBegun.Read(),
            EntryKinds.EntryLost => new EntryLost(),
            EntryKinds.DeviceSignedOut => DeviceSignedOut.Read(data),
            EntryKinds.DeviceSignedIn => new DeviceSignedIn(),
            _ => null,
        });
    }

    /// <summary>The receipt of an entry; null where its body is not here any more.</summary>
    public static Receipt? TryReadReceipt(ReadOnlyMemory<byte> body) => body.IsEmpty ? null : Read(body).Entry switch
    {
        ReceiptRecorded recorded => recorded.Receipt,
        TrainingReceiptRecorded recorded => recorded.Receipt,
        _ => null,
    };

    /// <summary>Who an entry says issues receipts; null where its body is not here any more, or says something else.</summary>
    public static ReceiptIssuer? TryReadIssuer(ReadOnlyMemory<byte> body) => body.IsEmpty ? null : (Read(body).Entry as IssuerRecorded)?.Issuer;
}
