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

/// <summary>The tickets of this device.</summary>
/// <remarks>
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
    /// or by the policy.
    /// </returns>
    Task<PosResult<ITicket>> ResumeAsync(TicketId ticket, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a ticket up without a receipt. If it ever held a line, it stays on record with its lines; one that holds some needs <see cref="Permissions.VoidLines"/>.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Refused with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/>, <see cref="RefusalCodes.TicketInPayment"/>, <see cref="RefusalCodes.TicketClosed"/>, <see cref="RefusalCodes.NotSignedIn"/> or by the policy.</returns>
    [UnderCapability(nameof(Capability.Sale))]
    Task<PosResult> DiscardAsync(ITicket ticket, Approval? approval = null, CancellationToken cancellationToken = default);
}
