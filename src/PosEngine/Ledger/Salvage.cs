using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Shifts;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Ledger;

/// <summary>
/// Takes over what can be read of a damaged database into a new one, and sets the old files aside (invariant D9). What is lost is declared; a new epoch begins with
/// the next start of the books.
/// </summary>
/// <remarks>
/// Entries that the back office has keep their hashes: it goes on from them. From the first entry that nobody has any more, what follows moves into an epoch of its own,
/// bodies unchanged, each lost one replaced by an entry that says so.
/// </remarks>
internal sealed class Salvage(Store store, int deviceNumber, Currency currency, TimeProvider time, ILogger logger)
{
    private const string RefundColumns = "receipt, line, seq, quantity";
    private const string EventColumns = "seq, receipt, kind";
    private const string ShiftColumns = "number, seq, report";
    private const string ReceiptColumns = "seq, number, id, ticket, at, zone, shift, employee, customer, total, returned";

    // Before the column was there; what it says then is what its migration would have said.
    private const string EarlierReceiptColumns = "seq, number, id, ticket, at, zone, shift, employee, customer, total, max(-total, 0)";

    // Key first. journal, receipt and shift are taken over entry by entry; receipt_key, receipt_index with receipt_stretch, and state are made again.
    private static readonly (string Table, string Columns)[] Numbered =
    [
        ("personal", "seq, salt, data"),
        ("quarantine", "seq, reason"),
        ("absent", "first, last, reason"),
        ("reference", "revision, kind, id, data"),
        ("acknowledgement", "id, through, head, at, zone, went_back"),
    ];

    private static readonly (string Table, string Columns)[] Others =
    [
        ("device", "id, number, currency, created"),
        ("account", "one, id"),
        ("epoch", "ordinal, id, first_seq, parent_epoch, parent_seq, parent_hash, tag, acked"),
        ("ticket", "id, status, name, at, zone, gross, body"),
        ("item_code", "type, code, item"),
        ("chore", "name, at"),
        ("asked_change", "change, key, target, at"),
        ("released_refund", "id"),
        ("retry", "one, failures, not_before"),
    ];

    /// <summary>Where a copy is made whose header can be read.</summary>
    private string Mended => store.Path + "-mended";

    /// <summary>Does it all. The damaged files are kept.</summary>
    /// <exception cref="StoreUnusableException">Not even whose database it was can be read: everything is as it was.</exception>
    public void Run()
    {
        var part = StoreFiles.PartOf(store.Path);
        store.Files.DeleteAll(part);
        try
        {
            using (var damaged = OpenDamaged())
            using (var session = new WriteSession(store.Create(part)))
            {
                TakeOver(new DamagedFile(damaged), session);
                CheckOpens(session);
            }
        }
        catch (Exception e)
        {
            store.Files.DeleteAll(part);
            if (e is SqliteException or InvalidCastException or InvalidOperationException)
                throw store.Damaged(e);
            throw;
        }
        finally
        {
            store.Files.DeleteAll(Mended);
        }

        logger.Salvaged(store.Path, store.Files.Replace(store.Path));
    }

    private SqliteConnection OpenDamaged()
    {
        var damaged = store.OpenDamaged(store.Path);
        if (HasHeader(damaged))
            return damaged;
        damaged.Dispose();
        store.Files.DeleteAll(Mended);
        store.Files.Copy(store.Path, Mended);
        if (File.Exists(store.Path + "-wal"))
            store.Files.Copy(store.Path + "-wal", Mended + "-wal");
        DatabaseHeader.Mend(Mended);
        return store.OpenDamaged(Mended);
    }

    private static bool HasHeader(SqliteConnection connection)
    {
        try
        {
            _ = Store.Read(connection, "SELECT count(*) FROM sqlite_schema");
            return true;
        }
        catch (SqliteException e)
        {
            return e.SqliteErrorCode != raw.SQLITE_NOTADB; // Whatever else is wrong is found page by page.
        }
    }

    private void TakeOver(DamagedFile damaged, WriteSession session)
    {
        session.Prepare("BEGIN IMMEDIATE").Run();
        foreach (var (table, columns) in Others)
            Insert(session, table, columns, damaged.Rows(table, columns));
        if (Store.Read(session.Connection, "SELECT min((SELECT count(*) FROM device), (SELECT count(*) FROM epoch))") == 0)
            throw new InvalidOperationException("it does not tell whose it is any more");
        var device = DeviceIdentity.LoadOrCreate(session.Connection, store.Path, deviceNumber, currency, time);

        var last = new[]
        {
            damaged.Number("SELECT max(seq) FROM journal"), damaged.Number("SELECT max(seq) FROM receipt"), damaged.Number("SELECT seq FROM state"),
            EpochTable.Acked(session.Connection), device.Current.Journal.FirstSequence,
        }.Max();
        foreach (var (table, columns) in Numbered)
            Insert(session, table, columns, damaged.Rows(table, columns, Math.Max(last, damaged.Number($"SELECT max({columns.Split(',')[0]}) FROM {table}"))));
        TakeOverJournal(damaged, session, device, last);

        // What is missing of the reference data comes again with the next pull.
        session.Prepare("INSERT INTO pull (id, stale_through) VALUES (1, (SELECT coalesce(max(revision), 0) FROM reference))").Run();
        MarkTable.Set(session, MarkTable.Salvaged);
        session.Prepare("COMMIT").Run();
    }

    /// <summary>What cannot be opened is no better than what is there: an entry that makes no sense although nothing happened to it, say.</summary>
    /// <exception cref="StoreUnusableException">The books do not open.</exception>
    private void CheckOpens(WriteSession session)
    {
        session.Prepare("BEGIN IMMEDIATE").Run();
        _ = new BookLoader(store, deviceNumber, currency, time).Load(session, isRecovery: false);
        session.Prepare("ROLLBACK").Run();
        Store.Execute(session.Connection, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;");
    }

    private void TakeOverJournal(DamagedFile damaged, WriteSession session, DeviceIdentity device, long last)
    {
        var isAnyRead = false;
        var rows = damaged.Rows("journal", "seq, kind, at, body, hash", last).Select(row =>
        {
            isAnyRead = true;
            return AsEntry(row);
        }).OfType<JournalRow>();
        var journal = new SalvagedJournal(session, device, last, time);
        foreach (var entry in JournalSalvage.Judge(rows, HashChain.Genesis(device.Id), last, AbsentTable.Read(session.Connection)))
            journal.Add(entry);
        if (!isAnyRead)
            throw new InvalidOperationException("its journal cannot be found any more"); // Its entries are there, and whoever knows the format can read them: better than to begin without them.
        journal.End();

        // Of a receipt or shift whose entries are lost or pruned, its row is what is left, and what it gave back.
        Insert(session, "receipt", ReceiptColumns, damaged.Rows("receipt", damaged.Number("SELECT count(*) FROM pragma_table_info('receipt') WHERE name = 'returned'") > 0 ? ReceiptColumns : EarlierReceiptColumns, last));
        Insert(session, "refund", RefundColumns, damaged.Rows("refund", RefundColumns));
        Insert(session, "receipt_event", EventColumns, damaged.Rows("receipt_event", EventColumns, last));
        var shifts = damaged.Rows("shift", ShiftColumns, last);

        // A report that is right knows more than the entries of its shift: what was open when it was closed.
        Insert(session, "shift", ShiftColumns, shifts.Where(row => row is [_, long sequence, byte[] report] && ShiftTable.IsRight(session.Connection, sequence, report)), onConflict: "REPLACE");
    }

    private static JournalRow? AsEntry(object[] row) =>
        row is [long sequence, string kind, long at, byte[] body, byte[] hash] ? new JournalRow(sequence, kind, at, body, hash) : null;

    /// <summary>Adds what can stand in the table; what cannot is damage too.</summary>
    private static void Insert(WriteSession session, string table, string columns, IEnumerable<object[]> rows, string onConflict = "IGNORE")
    {
        var parameters = string.Join(", ", columns.Split(',').Select(static (_, index) => string.Create(CultureInfo.InvariantCulture, $"?{index + 1}")));
        var statement = session.Prepare($"INSERT OR {onConflict} INTO {table} ({columns}) VALUES ({parameters})");
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                Bind(statement, i + 1, row[i]);
            try
            {
                statement.Run();
            }
            catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH)
            {
                // A value of a type that the column cannot have.
            }
        }
    }

    private static void Bind(Statement statement, int index, object value) => _ = value switch
    {
        long number => statement.Bind(index, number),
        string text => statement.Bind(index, text),
        byte[] bytes => statement.Bind(index, bytes),
        _ => statement.Bind(index, (string?)null),
    };
}
