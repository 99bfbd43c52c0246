using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Employees;

/// <summary>Finds the employee whose PIN was typed without trying everybody's: by a hash of the PIN with a key that only this device holds.</summary>
/// <remarks>
/// Filled as people sign in. A row counts only for the PIN hashes of everybody that it was made beside: nobody else had the PIN then. It only says whom to try: the PIN is verified as ever. The key stands in a file of its own, readable by its owner
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

    /// <summary>Whom to try a PIN of: who had it, alone, as it was found while everybody had the PIN of today; or else everybody of whom no such thing is known.</summary>
    public PinCandidates Find(SqliteConnection connection, byte[] mac)
    {
        var (everybody, rows) = (EmployeeTable.List(connection), connection.Query<Row>("SELECT employee, mac, pin FROM pin_index").ToDictionary(static row => row.Employee, StringComparer.Ordinal));
        var pins = MacOf([.. everybody.OrderBy(static enrolled => enrolled.Employee.Id.Value).SelectMany(static enrolled => enrolled.Employee.Id.Value.ToByteArray().Concat(enrolled.Pin.Hash))]);
        var known = everybody.ToLookup(enrolled => rows.TryGetValue(enrolled.Employee.Id.ToString(), out var row) && row.Pin.AsSpan().SequenceEqual(pins));
        var owner = known[true].Where(enrolled => CryptographicOperations.FixedTimeEquals(rows[enrolled.Employee.Id.ToString()].Mac, mac)).ToList();
        return new(owner.Count > 0 ? owner : [.. known[false]], mac, pins);
    }

    /// <summary>A PIN was right, and nobody else's.</summary>
    public static void Learn(WriteSession session, EmployeeId employee, PinCandidates found) =>
        session.Prepare(Upsert).Bind(1, employee.ToString()).Bind(2, found.Mac).Bind(3, found.Pins).Run();

    private byte[] MacOf(byte[] data) => HMACSHA256.HashData(_key ??= ReadKey(), data);

    /// <summary>The key, or a new one: rows that were made with another are as good as none. One that cannot be kept serves this run.</summary>
    private byte[] ReadKey()
    {
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        try
        {
            if (File.Exists(keyPath) && File.ReadAllBytes(keyPath) is { Length: KeyLength } known)
                return known;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(keyPath, options);
            file.Write(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Everybody's PIN is tried then, as where nothing is known of it yet.
        }

        return key;
    }

    private sealed record Row(string Employee, byte[] Mac, byte[] Pin);
}

/// <summary>Whom to try a PIN of.</summary>
/// <param name="Employees">Those who may have it.</param>
/// <param name="Mac">What it is found by.</param>
/// <param name="Pins">The hash of all PIN hashes that this was worked out beside.</param>
internal sealed record PinCandidates(List<EnrolledEmployee> Employees, byte[] Mac, byte[] Pins);
