using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>An epoch with the tag of its receipt numbers and how much of it the back office has.</summary>
/// <param name="Journal">The epoch.</param>
/// <param name="Tag">Stands in the receipt numbers of every epoch but the first: <c>K7QM</c>.</param>
/// <param name="Acked">The last sequence that the back office has committed.</param>
internal sealed record EpochState(JournalEpoch Journal, string? Tag, long Acked);

/// <summary>Whose database this is. Made with the file, and the same for ever.</summary>
internal sealed record DeviceIdentity(DeviceId Id, int Number, Currency Currency, ImmutableArray<EpochState> Epochs)
{
    /// <summary>The epoch that is written now.</summary>
    public EpochState Current => Epochs[^1];

    /// <summary>A receipt's number as printed.</summary>
    public string Format(long number, string? tag) =>
        tag is null ? string.Create(CultureInfo.InvariantCulture, $"{Number}-{number}") : string.Create(CultureInfo.InvariantCulture, $"{Number}-{tag}-{number}");

    /// <summary>The epoch that an entry belongs to.</summary>
    public EpochState EpochOf(long sequence)
    {
        for (var i = Epochs.Length - 1; i > 0; i--)
        {
            if (sequence >= Epochs[i].Journal.FirstSequence)
                return Epochs[i];
        }

        return Epochs[0];
    }

    /// <summary>The watermark over all epochs: an epoch counts only once the ones before it are whole at the back office.</summary>
    /// <param name="head">The journal's last sequence.</param>
    public long AckedThrough(long head)
    {
        for (var i = 0; i < Epochs.Length; i++)
        {
            var last = i + 1 < Epochs.Length ? Epochs[i + 1].Journal.FirstSequence - 1 : head;
            if (Epochs[i].Acked < last || i + 1 == Epochs.Length)
                return Math.Max(Epochs[i].Acked, Epochs[i].Journal.FirstSequence - 1);
        }

        return 0;
    }

    /// <summary>Reads the identity, or makes it where the database is new.</summary>
    /// <exception cref="StoreUnusableException">The database is another till's.</exception>
    public static DeviceIdentity LoadOrCreate(SqliteConnection connection, string path, int number, Currency currency, TimeProvider time)
    {
        var row = connection.QuerySingleOrDefault<DeviceRow>("SELECT id, number, currency FROM device");
        if (row is null)
        {
            var now = time.GetUtcNow();
            row = new DeviceRow(Guid.CreateVersion7(now).ToByteArray(bigEndian: true), number, currency.Code);
            connection.Execute("INSERT INTO device (id, number, currency, created) VALUES ($Id, $Number, $Currency, $created)",
                new { row.Id, row.Number, row.Currency, created = now.ToUnixTimeMilliseconds() });
            connection.Execute("INSERT INTO epoch (ordinal, id, first_seq) VALUES (0, $id, 1)", new { id = Guid.CreateVersion7(now).ToByteArray(bigEndian: true) });
        }

        if (row.Number != number || row.Currency != currency.Code)
        {
            throw new StoreUnusableException(path, StoreProblem.OtherDevice,
                $"The database '{path}' belongs to device {row.Number} with {row.Currency}, not to device {number} with {currency.Code}. Use the options it was made with, or another file.");
        }

        var epochs = connection.Query<EpochRow>(
            "SELECT id, first_seq AS FirstSeq, parent_epoch AS ParentEpoch, parent_seq AS ParentSeq, parent_hash AS ParentHash, tag, acked FROM epoch ORDER BY ordinal");
        return new DeviceIdentity(new DeviceId(new Guid(row.Id, bigEndian: true)), number, currency, [.. epochs.Select(static epoch => epoch.ToState())]);
    }

    private sealed record DeviceRow(byte[] Id, long Number, string Currency);

    private sealed record EpochRow(byte[] Id, long FirstSeq, byte[]? ParentEpoch, long? ParentSeq, byte[]? ParentHash, string? Tag, long Acked)
    {
        public EpochState ToState() => new(
            new JournalEpoch(
                new EpochId(new Guid(Id, bigEndian: true)), FirstSeq,
                ParentEpoch is null ? null : new EpochParent(new EpochId(new Guid(ParentEpoch, bigEndian: true)), ParentSeq!.Value, ParentHash!)),
            Tag, Acked);
    }
}
