using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PosEngine.Checkout;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Storage;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks.Tills;

/// <summary>Makes any number of receipts in the database of a till that is switched off: entries, rows and indexes as the till would have, in one transaction. And beside it the tables that one would write by hand.</summary>
internal static class ReceiptMill
{
    public const long FirstNumber = 1_001;
    public const string RareName = "Truffle, black";
    public const int ReceiptsInShift = 500;

    /// <summary>A total that one receipt has.</summary>
    public static readonly Money RareTotal = Money.Of(777);

    /// <summary>What receipts of the first tenth came to at least, and no other.</summary>
    public static readonly Money EarlyTotals = Money.Of(1_000);

    /// <summary>How one of a hundred receipts was paid, all of them the first.</summary>
    public static readonly PaymentType MealVoucher = new() { Id = new(new Guid(1, 9, 0, new byte[8])), Name = "Meal voucher", Kind = PaymentKind.Other };

    /// <summary>Who completed one of a hundred receipts, all of them the first.</summary>
    public static readonly EmployeeId WhoLeft = EmployeeOf(Employees);

    private const int Lines = 5;
    private const int Employees = 20;
    private const int Customers = 1_000;
    private static readonly string[] Names = ["Flat white", "Sourdough bread", "Ground coffee", "Cheddar, mature", "Orange juice", "Butter croissant", "Olive oil", "Dark chocolate", "Sparkling water", "Free-range eggs"];

    /// <summary>Where the first one is in the journal.</summary>
    public static long FirstSequence { get; private set; }

    public static CustomerId CustomerOf(int number) => new(new Guid(number, 2, 0, new byte[8]));

    public static EmployeeId EmployeeOf(int number) => new(new Guid(number, 7, 0, new byte[8]));

    /// <summary>The shift of a receipt.</summary>
    public static ShiftId ShiftOf(int receipt) => new(new Guid(receipt / ReceiptsInShift, 10, 0, new byte[8]));

    /// <summary>When a receipt was completed: one every second.</summary>
    public static DateTimeOffset TimeOf(int receipt) => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000L + receipt);

    /// <summary>What a receipt came to. One of 3,000 has the total of another.</summary>
    public static Money TotalOf(int receipt, int count) =>
        receipt == count - (count / 10) ? RareTotal
        : Money.Of((5m + (unchecked((uint)receipt * 2_654_435_761u) >> 8) % 3_000 * 0.05m) + (receipt < count / 10 ? EarlyTotals.ToDecimal() : 0));

    /// <summary>Fills the till, and gives the tables by hand.</summary>
    public static PlainReceiptTables Fill(string databasePath, int count)
    {
        using var store = new Store(databasePath);
        store.Open();
        using var session = new WriteSession(store.OpenWriter());
        var loaded = new BookLoader(store, 1, Currency.EUR, TimeProvider.System);
        session.Prepare("BEGIN IMMEDIATE").Run();
        var (identity, state, _) = loaded.Load(session, isRecovery: false);
        var plain = new PlainReceiptTables(databasePath + "-plain");
        FirstSequence = state.Head + 1;
        using var transaction = new LedgerTransaction { Session = session };
        for (var i = 0; i < count; i++)
        {
            // The fold of the till's own state stays what it would be.
            transaction.Begin(identity, state with { RecentReceipts = [] });
            transaction.Now = TimeOf(i);
            var receipt = Of(i, count, transaction.Now);
            var sequence = transaction.Append(new ReceiptRecorded(receipt, []), receipt.EmployeeId);
            ReceiptTable.Insert(session, sequence, FirstNumber + i, receipt);
            plain.Insert(sequence, FirstNumber + i, receipt);
            state = transaction.State;
        }

        StateTable.Save(session, state with { RecentReceipts = [] }, identity.Id);
        while (ReceiptIndex.Fill(session, state.Head))
        {
        }

        session.Prepare("COMMIT").Run();
        Store.Execute(session.Connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        plain.Seal();
        return plain;
    }

    private static Receipt Of(int i, int count, DateTimeOffset at)
    {
        var lines = ImmutableArray.CreateBuilder<TicketLine>(Lines);
        var priced = ImmutableArray.CreateBuilder<PricedLine>(Lines);
        var (total, isEarly) = (TotalOf(i, count), i < count / 100);
        var (gross, vat) = (Money.FromUnits(total.Units / Lines), Money.FromUnits(total.Units / Lines * 19 / 119));
        var tax = new Tax { Id = new(new Guid(1, 3, 0, new byte[8])), Name = "VAT 19%", Rate = Rate.Percent(19) };
        for (var line = 0; line < Lines; line++)
        {
            var (id, item) = (new LineId(new Guid(i, 4, (short)line, new byte[8])), (i * 7 + line * 3) % 100);
            var name = i == count - (count / 10) && line == 0 ? RareName : string.Create(CultureInfo.InvariantCulture, $"{Names[item % Names.Length]} {item}");
            lines.Add(new TicketLine { Id = id, Name = name, UnitPrice = gross, Quantity = Quantity.One, Taxes = [tax] });
            priced.Add(new PricedLine { Id = id, Subtotal = gross, Net = gross - vat, TaxShares = [vat], Tax = vat, Gross = gross });
        }

        return new Receipt
        {
            Id = new(new Guid(i, 5, 0, new byte[8])),
            Number = string.Create(CultureInfo.InvariantCulture, $"1-{FirstNumber + i}"),
            TicketId = new(new Guid(i, 6, 0, new byte[8])),
            ShiftId = ShiftOf(i),
            EmployeeId = isEarly ? WhoLeft : EmployeeOf(i % Employees),
            CustomerId = i % 50 == 0 ? CustomerOf(i / 50 % Customers) : null,
            StartedAt = at,
            CompletedAt = at,
            Currency = Currency.EUR,
            Policy = PricingPolicy.Default,
            Lines = lines.MoveToImmutable(),
            Priced = new()
            {
                Lines = priced.MoveToImmutable(),
                Taxes = [new(tax, total - (vat * Lines), vat * Lines)],
                Totals = new(total, Money.Zero, total - (vat * Lines), vat * Lines, total),
            },
            Payments = [new(new(new Guid(i, 8, 0, new byte[8])), isEarly ? MealVoucher : i % 3 == 0 ? PaymentType.Card : PaymentType.Cash, total)],
        };
    }
}

/// <summary>Receipts and their lines in tables as one writes them by hand, with an index for each question, asked through Microsoft.Data.Sqlite.</summary>
internal sealed class PlainReceiptTables : IDisposable
{
    private static readonly List<PaymentTypeId> PayTypes = [PaymentType.Cash.Id, PaymentType.Card.Id, PaymentType.IntegratedCard.Id, ReceiptMill.MealVoucher.Id];

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteCommand _receipt;
    private readonly SqliteCommand _line;

    public PlainReceiptTables(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run("""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;
            CREATE TABLE receipt (seq INTEGER PRIMARY KEY, number INTEGER UNIQUE, id BLOB, at INTEGER, zone INTEGER, shift BLOB, employee BLOB, customer BLOB, total INTEGER, pay_type INTEGER) STRICT;
            CREATE TABLE line (receipt INTEGER, name TEXT) STRICT;
            """);
        _transaction = _connection.BeginTransaction();
        _receipt = Command("INSERT INTO receipt VALUES ($seq, $number, $id, $at, 0, $shift, $employee, $customer, $total, $pay_type)", "$seq", "$number", "$id", "$at", "$shift", "$employee", "$customer", "$total", "$pay_type");
        _line = Command("INSERT INTO line VALUES ($receipt, $name)", "$receipt", "$name");
    }

    public void Insert(long sequence, long number, Receipt receipt)
    {
        Run(_receipt, sequence, number, receipt.Id.Value.ToByteArray(), receipt.CompletedAt.ToUnixTimeMilliseconds(), receipt.ShiftId.Value.ToByteArray(), receipt.EmployeeId.Value.ToByteArray(),
            (object?)receipt.CustomerId?.Value.ToByteArray() ?? DBNull.Value, receipt.Total.Units, PayTypes.IndexOf(receipt.Payments[0].Type.Id));
        foreach (var line in receipt.Lines)
            Run(_line, sequence, line.Name);
    }

    public void Seal()
    {
        _transaction.Commit();
        Run("""
            CREATE INDEX by_customer ON receipt (customer); CREATE INDEX by_employee ON receipt (employee); CREATE INDEX by_total ON receipt (total); CREATE INDEX by_at ON receipt (at);
            CREATE INDEX by_shift ON receipt (shift); CREATE INDEX by_pay_type ON receipt (pay_type); CREATE INDEX line_by_receipt ON line (receipt); ANALYZE;
            """);
    }

    /// <summary>The number that stands for a way to pay.</summary>
    public static int PayTypeOf(PaymentType type) => PayTypes.IndexOf(type.Id);

    /// <summary>A page by keyset.</summary>
    /// <param name="condition">What is to fit; <c>$id</c> stands for the id.</param>
    /// <param name="before">Only rows before this one.</param>
    /// <param name="id">An id.</param>
    public int List(string condition, long before = long.MaxValue, Guid? id = null)
    {
        using var command = Command($"SELECT seq, number, id, at, zone, shift, employee, customer, total FROM receipt WHERE seq < $before AND {condition} ORDER BY seq DESC LIMIT 50", "$before", "$id");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (before, (object?)id?.ToByteArray() ?? DBNull.Value);
        return Read(command);
    }

    public int ByNumber(long number)
    {
        using var command = Command("SELECT seq, number, id, at, zone, shift, employee, customer, total FROM receipt WHERE number = $number", "$number");
        command.Parameters[0].Value = number;
        return Read(command);
    }

    public int WithText(string text, long before)
    {
        using var command = Command(
            """
            SELECT seq, number, id, at, zone, shift, employee, customer, total FROM receipt
            WHERE seq < $before AND EXISTS (SELECT 1 FROM line WHERE line.receipt = receipt.seq AND name LIKE $pattern) ORDER BY seq DESC LIMIT 50
            """, "$before", "$pattern");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (before, $"%{text}%");
        return Read(command);
    }

    public void Dispose()
    {
        _receipt.Dispose();
        _line.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
    }

    private static int Read(SqliteCommand command)
    {
        var receipts = new List<PlainReceipt>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            receipts.Add(new PlainReceipt(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetGuid(5), reader.GetGuid(6),
                reader.IsDBNull(7) ? null : reader.GetGuid(7), reader.GetInt64(8)));
        }

        return receipts.Count;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants put together.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }
}
