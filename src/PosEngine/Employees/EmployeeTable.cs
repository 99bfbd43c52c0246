using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PosEngine.Reference;

namespace PosEngine.Employees;

/// <summary>Somebody who may sign in here, and the PIN's hash.</summary>
internal sealed record EnrolledEmployee(Employee Employee, Pin Pin);

/// <summary>The employees and their roles, as the back office sent them or as they were enrolled here.</summary>
internal static class EmployeeTable
{
    public const string EmployeeKind = "employee";
    public const string RoleKind = "role";

    public static EnrolledEmployee? Find(SqliteConnection connection, EmployeeId id) =>
        ReferenceTable.Find(connection, EmployeeKind, id.ToString()) is { } json ? Read(connection, json) : null;

    /// <summary>Everybody, by name.</summary>
    public static List<EnrolledEmployee> List(SqliteConnection connection) =>
        [.. ReferenceTable.Read(connection, EmployeeKind).ToList().Select(row => Read(connection, row.Data)).OrderBy(static enrolled => enrolled.Employee.Name, StringComparer.CurrentCulture)];

    /// <summary>Makes sure that what a back office sent can be read.</summary>
    public static Guid Check(string kind, string json) => kind == RoleKind
        ? ReferenceJson.Parse(json, static role => ReadRole(role).Id)
        : ReferenceJson.Parse(json, static employee => Read(employee, static _ => null).Employee.Id.Value);

    public static string Write(Employee employee, Pin pin)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("id"u8, employee.Id.Value);
        writer.WriteString("name"u8, employee.Name);
        PermissionFormat.Write(writer, "permissions"u8, employee.Permissions);
        pin.Write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static EnrolledEmployee Read(SqliteConnection connection, string json) =>
        ReferenceJson.Parse(json, employee => Read(employee, role => ReferenceTable.Find(connection, RoleKind, role.ToString())));

    /// <summary>A role that is not here, or not yet, gives nothing.</summary>
    private static EnrolledEmployee Read(JsonElement employee, Func<Guid, string?> findRole)
    {
        var role = employee.OptionalText("role") is { } id && findRole(Guid.Parse(id)) is { } json ? ReferenceJson.Parse(json, ReadRole) : (Guid.Empty, null, Permissions.None);
        return new EnrolledEmployee(
            new Employee
            {
                Id = new EmployeeId(employee.GetProperty("id").GetGuid()),
                Name = employee.Text("name"),
                Role = role.Name,
                Permissions = PermissionFormat.Read(employee) | role.Permissions,
            },
            Pin.Read(employee.GetProperty("pin")));
    }

    private static (Guid Id, string? Name, Permissions Permissions) ReadRole(JsonElement role) => (role.GetProperty("id").GetGuid(), role.Text("name"), PermissionFormat.Read(role));
}
