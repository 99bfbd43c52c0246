using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>The epochs of the journal, and how much of it the back office has.</summary>
internal static class EpochTable
{
    // One watermark over all of them, since older epochs are sent first. It stands in each epoch that it has reached.
    private const string MoveWatermark = "UPDATE epoch SET acked = CASE WHEN first_seq <= ?1 THEN ?1 ELSE 0 END";

    private const string InsertOne = """
        INSERT INTO epoch (ordinal, id, first_seq, parent_epoch, parent_seq, parent_hash, tag)
        VALUES ((SELECT max(ordinal) + 1 FROM epoch), ?1, ?2, ?3, ?4, ?5, ?6)
        """;

    private const string Delete = "DELETE FROM epoch WHERE id = ?1";
    private const string UpdateParent = "UPDATE epoch SET parent_epoch = ?2 WHERE id = ?1";

    public static ImmutableArray<EpochState> Read(SqliteConnection connection) =>
    [
        .. connection.Query<EpochRow>(
            "SELECT id, first_seq AS FirstSeq, parent_epoch AS ParentEpoch, parent_seq AS ParentSeq, parent_hash AS ParentHash, tag FROM epoch ORDER BY first_seq")
            .Select(static epoch => epoch.ToState()),
    ];

    /// <summary>The last sequence that the back office has committed.</summary>
    public static long Acked(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT coalesce(max(acked), 0) FROM epoch");

    public static void SetAcked(WriteSession session, long acked) => session.Prepare(MoveWatermark).Bind(1, acked).Run();

    public static void Insert(WriteSession session, EpochState epoch)
    {
        var (id, first, parent) = epoch.Journal;
        var statement = session.Prepare(InsertOne).Bind(1, id.Value).Bind(2, first).Bind(3, parent?.Id.Value).Bind(4, parent?.Sequence).Bind(6, epoch.Tag);
        if (parent is null)
            statement.Bind(5, (string?)null).Run();
        else
            statement.Bind(5, parent.Hash.Span).Run();
    }

    public static void Remove(WriteSession session, EpochId epoch) => session.Prepare(Delete).Bind(1, epoch.Value).Run();

    public static void SetParent(WriteSession session, EpochId epoch, EpochId parent) => session.Prepare(UpdateParent).Bind(1, epoch.Value).Bind(2, parent.Value).Run();

    private sealed record EpochRow(byte[] Id, long FirstSeq, byte[]? ParentEpoch, long? ParentSeq, byte[]? ParentHash, string? Tag)
    {
        public EpochState ToState() => new(
            new JournalEpoch(
                new EpochId(new Guid(Id, bigEndian: true)), FirstSeq,
                ParentEpoch is null ? null : new EpochParent(new EpochId(new Guid(ParentEpoch, bigEndian: true)), ParentSeq!.Value, ParentHash!)),
            Tag);
    }
}
