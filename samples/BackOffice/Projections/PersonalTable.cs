using System.Security.Cryptography;
using BackOffice.Storage;

namespace BackOffice.Projections;

/// <summary>Personal data beside entries.</summary>
internal static class PersonalTable
{
    /// <returns>The data of an entry; null where they were erased.</returns>
    /// <exception cref="UnprojectableException">They travelled outside the chain, and are not what the entry says was entered.</exception>
    public static async Task<byte[]?> FindAsync(StoreSession session, StoredEntry entry, byte[] hash)
    {
        var personal = await session.FindAsync<PersonalRow>("SELECT salt, data FROM personal WHERE entry = @Position", entry);
        return personal is null || SHA256.HashData([.. personal.Salt, .. personal.Data]).AsSpan().SequenceEqual(hash)
            ? personal?.Data
            : throw new UnprojectableException("the personal data are not what was hashed");
    }

    private sealed record PersonalRow(byte[] Salt, byte[] Data);
}
