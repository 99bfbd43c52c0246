using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Employees;

namespace PosEngine.Tickets;

/// <summary>A parked ticket in the list.</summary>
/// <param name="Id">The ticket.</param>
/// <param name="Name">The name it was parked under.</param>
/// <param name="ParkedAt">When, by the device's clock.</param>
/// <param name="Gross">What it comes to.</param>
public sealed record ParkedTicket(TicketId Id, string Name, DateTimeOffset ParkedAt, Money Gross)
{
    /// <summary>Who parked it; null where an earlier version did.</summary>
    public EmployeeId? ParkedBy { get; init; }
}

/// <summary>A ticket that another device of the shop has parked, as the back office last told.</summary>
/// <param name="Id">The parking, by which it is taken over.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Name">The name it was parked under.</param>
/// <param name="ParkedAt">When, by the clock of the device that did it.</param>
/// <param name="Gross">What it comes to.</param>
public sealed record SharedTicket(ParkingId Id, TicketId Ticket, string Name, DateTimeOffset ParkedAt, Money Gross)
{
    /// <summary>Who parked it; null where nobody knows.</summary>
    public EmployeeId? ParkedBy { get; init; }

    /// <summary>The number of the device that did; null where that does not have it any more.</summary>
    public int? DeviceNumber { get; init; }

    /// <summary>Whether this device has asked for it and did not hear the answer: asked again, it does.</summary>
    public bool IsUnsettled { get; init; }
}

/// <summary>The tickets of this device, and those that others have parked.</summary>
/// <remarks>
/// <para>A parking is taken up once: online the back office is asked, by the device that parked the ticket as by any other. Offline a device takes up its own, whoever has taken it over meanwhile:
/// should both be paid, both receipts count, and the back office sets the later one aside.</para>
/// An open ticket is saved behind the cashier's back, so that one being rung up when the power fails is in <see cref="Open"/> after the restart.
/// Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.OpenTickets))]
public interface ITickets
{
    /// <summary>Tickets being rung up or paid, those found at start among them.</summary>
    IReadOnlyList<ITicket> Open { get; }

    /// <summary>The parked tickets, oldest first, and every change.</summary>
    IPosStream<ImmutableArray<ParkedTicket>> Parked { get; }

    /// <summary>What other devices have parked, oldest first, and every change: as of the last synchronisation.</summary>
    IPosStream<ImmutableArray<SharedTicket>> Shared { get; }

    /// <summary>The names that the shop opens tickets under, in its order, with the tickets that are under them, and every change.</summary>
    IPosStream<ImmutableArray<PredefinedTicket>> Predefined { get; }

    /// <summary>Starts an empty ticket.</summary>
    [UnderCapability(nameof(Capability.Essentials))]
    ITicket Start();

    /// <summary>Starts an empty ticket under a name of <see cref="Predefined"/>. One that was started so and is still empty is given again.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.PredefinedTicketUnknown"/>, <see cref="RefusalCodes.PredefinedTicketTaken"/>, <see cref="RefusalCodes.NotSignedIn"/> or by the policy.</returns>
    PosResult<ITicket> StartPredefined(PredefinedTicketId predefined);

    /// <summary>Sets a ticket aside under a name; where that is one of <see cref="Predefined"/>, that is taken until the ticket ends.</summary>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.TicketEmpty"/>, <see cref="RefusalCodes.TicketInPayment"/>, <see cref="RefusalCodes.TicketClosed"/>,
    /// <see cref="RefusalCodes.NotSignedIn"/> or by the policy.
    /// </returns>
    Task<PosResult> ParkAsync(ITicket ticket, string name, CancellationToken cancellationToken = default);

    /// <summary>Takes a parked ticket up again. One that somebody else has parked needs <see cref="Permissions.ManageAllTickets"/>.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.TicketUnknown"/> where it is not parked, <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/>, <see cref="RefusalCodes.NotSignedIn"/>
    /// or by the policy; online also with <see cref="RefusalCodes.TicketTaken"/> where another device has taken it over, and with <see cref="RefusalCodes.BackOfficeUnanswered"/>.
    /// </returns>
    Task<PosResult<ITicket>> ResumeAsync(TicketId ticket, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Takes over what another device has parked (<see cref="Shared"/>). Needs a connection, and <see cref="Permissions.ManageAllTickets"/> where somebody else has parked it.</summary>
    /// <param name="ticket">The parking.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Stops waiting for the back office; it may have given the ticket all the same, and is asked again with the next call.</param>
    /// <returns>
    /// The ticket as it was parked. Refused with <see cref="RefusalCodes.TicketUnknown"/>, <see cref="RefusalCodes.TicketTaken"/>, <see cref="RefusalCodes.TicketUnreadable"/>, <see cref="RefusalCodes.TrainingMode"/>,
    /// <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/>, <see cref="RefusalCodes.NotSignedIn"/>, <see cref="Capabilities.ReasonCodes.NoInternet"/> or by the policy. Unknown with
    /// <see cref="RefusalCodes.TakeoverUnanswered"/>: called again, it is the same takeover. A restart gives it up.
    /// </returns>
    Task<PosResult<ITicket>> TakeOverAsync(ParkingId ticket, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a ticket up without a receipt. If it ever held a line, it stays on record with its lines; one that holds some needs <see cref="Permissions.VoidLines"/>.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/>, <see cref="RefusalCodes.TicketInPayment"/>, <see cref="RefusalCodes.TicketClosed"/>, <see cref="RefusalCodes.NotSignedIn"/> or by the policy.</returns>
    [UnderCapability(nameof(Capability.Sale))]
    Task<PosResult> DiscardAsync(ITicket ticket, Approval? approval = null, CancellationToken cancellationToken = default);
}
