using Microsoft.Extensions.Time.Testing;

namespace PosEngine.BackOffice;

/// <summary>One back office for the tests of a class: each brings devices of its own, as in life.</summary>
public abstract class OfficeFixture : IAsyncLifetime
{
    private TestDatabase? _database;
    private RunningBackOffice? _office;

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 13, 21, 29, 123, TimeSpan.Zero));

    internal TestDatabase Database => _database ?? throw NoPostgres();

    internal RunningBackOffice Office => _office ?? throw NoPostgres();

    public async ValueTask InitializeAsync()
    {
        if ((_database = await CreateDatabaseAsync()) is not null)
            _office = await RunningBackOffice.StartAsync(_database, Time);
    }

    public async ValueTask DisposeAsync()
    {
        if (_office is not null)
            await _office.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Null where there is no server for it.</summary>
    internal abstract Task<TestDatabase?> CreateDatabaseAsync();

    /// <summary>Skips the test that asked.</summary>
    internal static Exception NoPostgres()
    {
        Assert.Skip("There is no PostgreSQL: POSENGINE_POSTGRES names none.");
        return null!;
    }
}

public sealed class SqliteOffice : OfficeFixture
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class PostgresOffice : OfficeFixture
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
