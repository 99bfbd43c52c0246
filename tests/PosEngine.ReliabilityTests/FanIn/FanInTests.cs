using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PosEngine.Reliability.FanIn;

/// <summary>Fifty tills that sold offline pour into one back office at once.</summary>
public sealed class FanInTests(ITestOutputHelper output) : IDisposable
{
    private const int Tills = 50;
    private static readonly int Sales = ReliabilityScale.Count(sample: 4, full: 2_000);
    private static readonly string? Postgres = Environment.GetEnvironmentVariable("POSENGINE_POSTGRES");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task S1_fifty_tills_reach_a_back_office_on_SQLite_exactly_once()
    {
        var file = _folder.PathOf("back-office.db");
        await using var offices = await OfficeProcesses.StartAsync(1, "--database", file);
        await PourAsync(
            "SQLite",
            offices,
            () => new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly"),
            () => new SqliteConnection($"Data Source={_folder.PathOf("plain.db")};Pooling=False"));
    }

    [Fact]
    public async Task S1_fifty_tills_reach_two_instances_on_one_PostgreSQL_exactly_once()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Postgres), "There is no PostgreSQL: POSENGINE_POSTGRES names none.");
        var settings = new NpgsqlConnectionStringBuilder(Postgres) { SearchPath = $"fan_in_{Environment.ProcessId}", Pooling = false };
        await ExecuteAsync(new NpgsqlConnection(Postgres), $"CREATE SCHEMA {settings.SearchPath}");
        try
        {
            await using var offices = await OfficeProcesses.StartAsync(2, "--postgres", new NpgsqlConnectionStringBuilder(settings.ToString()) { Pooling = true }.ToString());
            await PourAsync("PostgreSQL, two instances", offices, () => new NpgsqlConnection(settings.ToString()), () => new NpgsqlConnection(settings.ToString()));
        }
        finally
        {
            await ExecuteAsync(new NpgsqlConnection(Postgres), $"DROP SCHEMA {settings.SearchPath} CASCADE");
        }
    }

    private async Task PourAsync(string name, OfficeProcesses offices, Func<DbConnection> office, Func<DbConnection> plain)
    {
        await using var shop = await FanInShop.OpenAsync(_folder, Tills, offices.Addresses);
        var sold = await shop.SellAsync(Sales);
        Assert.Equal(Tills * Sales, sold.Distinct().Count());

        var clock = Stopwatch.StartNew();
        await shop.SynchroniseAsync();
        var seconds = clock.Elapsed.TotalSeconds;

        await shop.AssertWholeAsync(offices);
        await using var connection = office();
        await connection.OpenAsync();
        Assert.Equal(sold.Order(), (await PlainInsert.ReadReceiptsAsync(connection)).Order());

        var (rows, plainSeconds) = await PlainInsert.RepeatAsync(connection, plain);
        output.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{name}: {sold.Count} receipts, {rows} entries in {seconds:0.0} s: {sold.Count / seconds:0} receipts/s; a plain multi-row insert of the same bytes takes {plainSeconds:0.00} s, {seconds / plainSeconds:0.0} times less"));
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using (connection)
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }
}
