using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PosEngine.Sync;

namespace PosEngine.Storage;

/// <summary>Personal data beside an entry. The entry's body holds only its salted hash, so the row can be erased and the chain still holds.</summary>
internal static class PersonalTable
{
    private const int SaltSize = 16;
    private const string InsertOne = "INSERT INTO personal (seq, salt, data) VALUES (?1, ?2, ?3)";
    private const string DeleteRange = "DELETE FROM personal WHERE seq BETWEEN ?1 AND ?2";

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltSize);

    /// <summary>SHA-256(salt ‖ data) in hexadecimal: what the body holds.</summary>
    public static string HashOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData([.. salt, .. data]));

    public static void Insert(WriteSession session, long sequence, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> data) =>
        session.Prepare(InsertOne).Bind(1, sequence).Bind(2, salt).Bind(3, data).Run();

    /// <summary>Erases what is beside entries.</summary>
    public static void Delete(WriteSession session, long first, long last) => session.Prepare(DeleteRange).Bind(1, first).Bind(2, last).Run();

    public static List<PersonalData> Read(SqliteConnection connection, long first, long last)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, salt, data FROM personal WHERE seq BETWEEN $first AND $last";
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$last", last);
        using var reader = command.ExecuteReader();
        var rows = new List<PersonalData>();
        while (reader.Read())
            rows.Add(new PersonalData(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
        return rows;
    }
}
