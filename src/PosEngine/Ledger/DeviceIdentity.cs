using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Scheduling;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>An epoch with the tag of its receipt numbers.</summary>
/// <param name="Journal">The epoch.</param>
/// <param name="Tag">Stands in the receipt numbers of every epoch but the first: <c>K7QM</c>.</param>
internal sealed record EpochState(JournalEpoch Journal, string? Tag);

/// <summary>Whose database this is. Made with the file, and the same for ever, but for the epochs, which become more, and the account, which the back office tells.</summary>
internal sealed record DeviceIdentity(DeviceId Id, int Number, Currency Currency, ImmutableArray<EpochState> Epochs)
{
    /// <summary>The epoch that is written now.</summary>
    public EpochState Current => Epochs[^1];

    /// <summary>The account at the back office that this journal is sent to; null before one was told.</summary>
    public string? Account { get; init; }

    /// <summary>A receipt's number as printed.</summary>
    public string Format(long number, string? tag) =>
        tag is null ? string.Create(CultureInfo.InvariantCulture, $"{Number}-{number}") : string.Create(CultureInfo.InvariantCulture, $"{Number}-{tag}-{number}");

    /// <summary>The epoch that an entry belongs to.</summary>
    public EpochState EpochOf(long sequence) => Epochs[IndexOf(sequence)];

    /// <summary>The last entry of an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="head">The journal's last sequence.</param>
    public long LastOf(EpochId epoch, long head)
    {
        for (var i = 0; i + 1 < Epochs.Length; i++)
        {
            if (Epochs[i].Journal.Id == epoch)
                return Epochs[i + 1].Journal.FirstSequence - 1;
        }

        return head;
    }

    /// <summary>Where receipt numbers of a tag can be; null where no epoch has it.</summary>
    /// <param name="tag">The tag; null for numbers without one.</param>
    /// <param name="head">The journal's last sequence.</param>
    public (long First, long Last)? RangeOf(string? tag, long head)
    {
        // An epoch that took over the end of another has its tag too: they follow each other.
        var tagged = Epochs.Where(epoch => string.Equals(epoch.Tag, tag, StringComparison.OrdinalIgnoreCase)).ToList();
        return tagged.Count == 0 ? null : (tagged[0].Journal.FirstSequence, LastOf(tagged[^1].Journal.Id, head));
    }

    /// <summary>Reads the identity, or makes it where the database is new.</summary>
    /// <exception cref="StoreUnusableException">The database is another till's.</exception>
    public static DeviceIdentity LoadOrCreate(SqliteConnection connection, string path, int number, Currency currency, TimeProvider time)
    {
        var row = connection.QuerySingleOrDefault<DeviceRow>("SELECT id, number, currency FROM device");
        if (row is null)
        {
            row = new DeviceRow(time.NewId().ToByteArray(bigEndian: true), number, currency.Code);
            connection.Execute("INSERT INTO device (id, number, currency, created) VALUES ($Id, $Number, $Currency, $created)",
                new { row.Id, row.Number, row.Currency, created = time.GetUtcNow().ToUnixTimeMilliseconds() });
            connection.Execute("INSERT INTO epoch (ordinal, id, first_seq) VALUES (0, $id, 1)", new { id = time.NewId().ToByteArray(bigEndian: true) });
        }

        if (row.Number != number || row.Currency != currency.Code)
        {
            throw new StoreUnusableException(path, StoreProblem.OtherDevice,
                $"The database '{path}' belongs to device {row.Number} with {row.Currency}, not to device {number} with {currency.Code}. Use the options it was made with, or another file.");
        }

        return new DeviceIdentity(new DeviceId(new Guid(row.Id, bigEndian: true)), number, currency, EpochTable.Read(connection))
        {
            Account = connection.QuerySingleOrDefault<string>("SELECT id FROM account"),
        };
    }

    /// <summary>Keeps whose back office has the journal from now on.</summary>
    public DeviceIdentity Bind(WriteSession session, string account)
    {
        session.Prepare("INSERT INTO account (one, id) VALUES (1, ?1)").Bind(1, account).Run();
        return this with { Account = account };
    }

    private int IndexOf(long sequence)
    {
        var index = Epochs.Length - 1;
        while (index > 0 && sequence < Epochs[index].Journal.FirstSequence)
            index--;
        return index;
    }

    private sealed record DeviceRow(byte[] Id, long Number, string Currency);
}
