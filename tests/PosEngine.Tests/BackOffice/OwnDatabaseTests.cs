namespace PosEngine.BackOffice;

/// <summary>Tests that bring a database of their own: they stop the back office on it, or look into its tables.</summary>
public abstract class OwnDatabaseTests : IAsyncLifetime
{
    private TestDatabase? _database;

    internal TestDatabase Database => _database ?? throw OfficeFixture.NoPostgres();

    public async ValueTask InitializeAsync() => _database = await CreateDatabaseAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Null where there is no server for it.</summary>
    internal abstract Task<TestDatabase?> CreateDatabaseAsync();
}
