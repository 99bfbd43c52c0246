using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Benchmarks.Tills;
using PosEngine.Receipts;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>What one would write by hand: a table for each thing, through Dapper, as durable as the engine and on the caller's own thread.</summary>
/// <remarks>It keeps less than the engine: no prices or taxes as they were applied, no chain, no JSON to send. Its connection stays open, and Dapper caches its commands' shapes.</remarks>
internal sealed class NormalisedSales : IContestant
{
    private const string Schema = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE receipt (
            id INTEGER PRIMARY KEY, uuid BLOB NOT NULL, number INTEGER NOT NULL UNIQUE, shift INTEGER NOT NULL, employee BLOB NOT NULL,
            started INTEGER NOT NULL, completed INTEGER NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, gross INTEGER NOT NULL, change INTEGER NOT NULL) STRICT;
        CREATE TABLE line (
            id INTEGER PRIMARY KEY, receipt INTEGER NOT NULL REFERENCES receipt, item BLOB NOT NULL, sku TEXT, name TEXT NOT NULL, price INTEGER NOT NULL,
            quantity INTEGER NOT NULL, tax_id BLOB NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, gross INTEGER NOT NULL) STRICT;
        CREATE INDEX line_receipt ON line (receipt);
        CREATE TABLE payment (id INTEGER PRIMARY KEY, receipt INTEGER NOT NULL REFERENCES receipt, type TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
        CREATE INDEX payment_receipt ON payment (receipt);
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, receipt INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;
        INSERT INTO counter VALUES ('receipt', 1000), ('shift_cash', 0);
        """;

    private readonly ScratchFolder _folder = new();
    private readonly SqliteConnection _connection;
    private readonly Receipt _receipt;

    /// <param name="receipt">What is sold, again and again, each time with a number of its own.</param>
    public NormalisedSales(Receipt receipt)
    {
        _receipt = receipt;
        _connection = new SqliteConnection($"Data Source={_folder.PathOf("normalised.db")};Pooling=False");
        _connection.Open();
        _connection.Execute(Schema);
    }

    public string Name => "tables through Dapper";

    public void Prepare()
    {
        // The sale is ready: its figures are those of the receipt.
    }

    public Task CompleteAsync()
    {
        using var transaction = _connection.BeginTransaction();
        var now = TimeProvider.System.GetUtcNow();
        var totals = _receipt.Totals;
        var number = _connection.ExecuteScalar<long>("UPDATE counter SET value = value + 1 WHERE name = 'receipt' RETURNING value", transaction: transaction);
        var id = _connection.ExecuteScalar<long>(
            """
            INSERT INTO receipt (uuid, number, shift, employee, started, completed, net, tax, gross, change)
            VALUES (@uuid, @number, 1, @employee, @started, @completed, @net, @tax, @gross, @change) RETURNING id
            """,
            new
            {
                uuid = Guid.CreateVersion7(now).ToByteArray(bigEndian: true),
                number,
                employee = _receipt.EmployeeId.Value.ToByteArray(bigEndian: true),
                started = _receipt.StartedAt.ToUnixTimeMilliseconds(),
                completed = now.ToUnixTimeMilliseconds(),
                net = totals.Net.Units,
                tax = totals.Tax.Units,
                gross = totals.Gross.Units,
                change = _receipt.Change.Units,
            },
            transaction);
        _connection.Execute(
            """
            INSERT INTO line (receipt, item, sku, name, price, quantity, tax_id, net, tax, gross)
            VALUES (@receipt, @item, @sku, @name, @price, @quantity, @taxId, @net, @tax, @gross)
            """,
            _receipt.Lines.Zip(_receipt.Priced.Lines, (line, priced) => new
            {
                receipt = id,
                item = line.ItemId!.Value.Value.ToByteArray(bigEndian: true),
                sku = line.Sku,
                name = line.Name,
                price = line.UnitPrice.Units,
                quantity = line.Quantity.Units,
                taxId = line.Taxes[0].Id.Value.ToByteArray(bigEndian: true),
                net = priced.Net.Units,
                tax = priced.Tax.Units,
                gross = priced.Gross.Units,
            }),
            transaction);
        foreach (var payment in _receipt.Payments)
            _connection.Execute("INSERT INTO payment (receipt, type, amount) VALUES (@id, @type, @amount)", new { id, type = payment.Type.Name, amount = payment.Amount.Units }, transaction);
        _connection.Execute("INSERT INTO outbox (receipt, created) VALUES (@id, @created)", new { id, created = now.ToUnixTimeMilliseconds() }, transaction);
        _connection.Execute("UPDATE counter SET value = value + @gross WHERE name = 'shift_cash'", new { gross = totals.Gross.Units }, transaction);
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task IdleAsync()
    {
        _connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
