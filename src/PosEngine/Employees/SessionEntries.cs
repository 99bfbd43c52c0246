using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Employees;

/// <summary>An employee was added on this till. The name is in no body: it can be taken away without breaking the chain.</summary>
internal sealed record EmployeeEnrolled(EmployeeId Employee) : EntryData
{
    public override string Kind => EntryKinds.EmployeeEnrolled;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("enrolled"u8, Employee.Value);
}

/// <summary>The entry's employee signed in.</summary>
/// <param name="IsByPinAlone">Whether the PIN said who it is.</param>
internal sealed record SignedIn(bool IsByPinAlone) : EntryData
{
    public override string Kind => EntryKinds.SignedIn;

    public override bool HasData => IsByPinAlone;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteBoolean("pin_alone"u8, IsByPinAlone);

    public static SignedIn Read(JsonElement data) => new(data.ValueKind == JsonValueKind.Object && data.TryGetProperty("pin_alone"u8, out var alone) && alone.GetBoolean());
}

/// <summary>Why a till is locked.</summary>
internal enum LockReason
{
    Asked,

    /// <summary>Nobody did anything.</summary>
    Idle,

    /// <summary>The back office has removed the employee.</summary>
    Dismissed,
}

/// <summary>The entry's employee locked the till, or it locked itself.</summary>
internal sealed record Locked(LockReason Reason) : EntryData
{
    public override string Kind => EntryKinds.Locked;

    public override bool HasData => Reason != LockReason.Asked;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteBoolean(Reason == LockReason.Idle ? "idle"u8 : "dismissed"u8, true);
}

/// <summary>A wrong PIN was typed. The entry's employee is whoever was signed in meanwhile.</summary>
/// <param name="Tried">For whom; null where the PIN was to say that.</param>
/// <param name="Purpose">One of <see cref="PinPurposes"/>.</param>
internal sealed record PinFailed(EmployeeId? Tried, string Purpose) : EntryData
{
    public override string Kind => EntryKinds.PinFailed;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        if (Tried is { } tried)
            writer.WriteString("tried"u8, tried.Value);
        writer.WriteString("purpose"u8, Purpose);
    }

    public static PinFailed Read(JsonElement data) =>
        new(data.TryGetProperty("tried"u8, out var tried) ? new EmployeeId(tried.GetGuid()) : null, data.GetProperty("purpose"u8).GetString()!);
}

/// <summary>What a PIN is typed for, as the journal names it.</summary>
internal static class PinPurposes
{
    public const string SignIn = "sign_in";
    public const string Approval = "approval";
    public const string TimeClock = "time_clock";
}

/// <summary>Somebody allowed the entry's employee one operation.</summary>
internal sealed record OperationApproved(EmployeeId By, ApprovableOperation Operation) : EntryData
{
    public override string Kind => EntryKinds.OperationApproved;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("by"u8, By.Value);
        writer.WriteString("operation"u8, Operation.Name);
        writer.WriteString("arguments"u8, Operation.Arguments);
        PermissionFormat.Write(writer, "permissions"u8, Operation.Missing);
    }

    /// <summary>What the state has to know of it: whose PIN was right.</summary>
    public static OperationApproved Read(JsonElement data) => new(new EmployeeId(data.GetProperty("by"u8).GetGuid()), new ApprovableOperation("", "", Permissions.None));
}
