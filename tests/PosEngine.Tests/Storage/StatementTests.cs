using System.Text;
using Microsoft.Data.Sqlite;

namespace PosEngine.Storage;

public sealed class StatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public StatementTests() => _connection.Open();

    [Theory]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_number_comes_back_as_it_was(long number)
    {
        using var statement = Prepare("SELECT ?1");

        Assert.True(statement.Bind(1, number).Step());
        Assert.Equal(number, statement.Int64(0));
        Assert.False(statement.Step());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Café 🍰")]
    [InlineData("a\0b")]
    public void A_text_is_stored_whole(string text)
    {
        using var statement = Prepare("SELECT CAST(?1 AS BLOB)");

        Assert.True(statement.Bind(1, text).Step());
        Assert.Equal(Encoding.UTF8.GetBytes(text), statement.Blob(0));
    }

    [Fact]
    public void Nothing_is_null_and_an_empty_blob_is_not()
    {
        using var statement = Prepare("SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4)");
        statement.Bind(1, (long?)null).Bind(2, (string?)null).Bind(3, (Guid?)null).Bind(4, ReadOnlySpan<byte>.Empty);

        Assert.True(statement.Step());
        List<string> types = [.. Enumerable.Range(0, 4).Select(column => Encoding.UTF8.GetString(statement.Blob(column)))];
        Assert.Equal(["null", "null", "null", "blob"], types);
    }

    [Fact]
    public void An_id_is_sixteen_bytes_in_the_order_of_its_text()
    {
        using var statement = Prepare("SELECT ?1");

        Assert.True(statement.Bind(1, new Guid("00112233-4455-7677-8899-aabbccddeeff")).Step());
        Assert.Equal("00112233445576778899AABBCCDDEEFF", Convert.ToHexString(statement.Blob(0)));
    }

    [Fact]
    public void After_a_failure_it_can_be_used_again()
    {
        Store.Execute(_connection, "CREATE TABLE once (id INTEGER PRIMARY KEY)");
        using var statement = Prepare("INSERT INTO once VALUES (?1)");
        statement.Bind(1, 1).Run();

        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, Assert.Throws<SqliteException>(() => statement.Bind(1, 1).Run()).SqliteErrorCode);
        statement.Bind(1, 2).Run();

        Assert.Equal(2, Store.Read(_connection, "SELECT count(*) FROM once"));
    }

    [Fact]
    public void Rows_that_nobody_would_read_are_a_mistake()
    {
        using var statement = Prepare("SELECT 1");

        Assert.Throws<InvalidOperationException>(statement.Run);
        Assert.True(statement.Step());
    }

    public void Dispose() => _connection.Dispose();

    private Statement Prepare(string sql) => new(_connection.Handle!, sql);
}
