using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Employees;

/// <summary>Finds the employee whose PIN was typed without trying everybody's: by a hash of the PIN with a key that only this device holds.</summary>
/// <remarks>
/// Filled as people sign in. A row counts only for the PIN hash that it was made beside, and only says whom to try: the PIN is verified as ever. The key stands in a file of its own, readable by its owner
/// alone and in no backup, so that neither the database nor a copy of it tells anything of a PIN that its slow hash does not.
/// </remarks>
internal sealed class PinIndex(string keyPath)
{
    private const int KeyLength = 32;
    private const string Upsert = "INSERT INTO pin_index (employee, mac, pin) VALUES (?1, ?2, ?3) ON CONFLICT (employee) DO UPDATE SET mac = excluded.mac, pin = excluded.pin";

    private byte[]? _key;

    /// <summary>The hash of a PIN that was typed.</summary>
    /// <exception cref="IOException">The key file can be neither read nor written.</exception>
    public byte[] MacOf(string pin) => MacOf(Encoding.UTF8.GetBytes(pin));

    /// <summary>Those who may have the PIN, and those of whom nothing is known with this key and their PIN of today.</summary>
    public (List<EnrolledEmployee> Likely, List<EnrolledEmployee> Unknown) Divide(SqliteConnection connection, byte[] mac)
    {
        var rows = connection.Query<Row>("SELECT employee, mac, pin FROM pin_index").ToDictionary(static row => row.Employee, StringComparer.Ordinal);
        var (likely, unknown) = (new List<EnrolledEmployee>(), new List<EnrolledEmployee>());
        foreach (var enrolled in EmployeeTable.List(connection))
        {
            if (!rows.TryGetValue(enrolled.Employee.Id.ToString(), out var row) || !row.Pin.AsSpan().SequenceEqual(MacOf(enrolled.Pin.Hash)))
                unknown.Add(enrolled);
            else if (CryptographicOperations.FixedTimeEquals(row.Mac, mac))
                likely.Add(enrolled);
        }

        return (likely, unknown);
    }

    /// <summary>A PIN was right.</summary>
    public void Learn(WriteSession session, EnrolledEmployee enrolled, byte[] mac) =>
        session.Prepare(Upsert).Bind(1, enrolled.Employee.Id.ToString()).Bind(2, mac).Bind(3, MacOf(enrolled.Pin.Hash)).Run();

    private byte[] MacOf(byte[] data) => HMACSHA256.HashData(_key ??= ReadKey(), data);

    /// <summary>The key, or a new one: rows that were made with another are as good as none.</summary>
    private byte[] ReadKey()
    {
        if (File.Exists(keyPath) && File.ReadAllBytes(keyPath) is { Length: KeyLength } known)
            return known;
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(keyPath, options);
        file.Write(key);
        return key;
    }

    private sealed record Row(string Employee, byte[] Mac, byte[] Pin);
}
