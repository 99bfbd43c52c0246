using PosEngine.Support;

namespace PosEngine.Storage;

/// <summary>A till pointed at the wrong place says so, leaves what is there as it is, and starts as soon as the place is right.</summary>
public sealed class UnusableStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(10_000)]
    public async Task A_file_that_is_no_database_is_left_as_it_is(int length)
    {
        var path = _folder.PathOf("notes.txt");
        await File.WriteAllTextAsync(path, new string('x', length));

        await RefusedAsync(StoreProblem.NotOurs, path);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("wal")]
    public async Task The_database_of_another_program_is_left_as_it_is(string journalMode)
    {
        var path = _folder.PathOf("other.db");
        Sql.Run(path, $"PRAGMA journal_mode={journalMode}; CREATE TABLE customer (id INTEGER); INSERT INTO customer VALUES (1)");

        await RefusedAsync(StoreProblem.NotOurs, path);

        Assert.Equal(1L, Sql.Read<long>(path, "SELECT count(*) FROM customer"));
    }

    [Fact]
    public async Task The_database_of_a_newer_version_is_left_as_it_is()
    {
        var path = await MadeByTillAsync();
        Sql.Run(path, $"PRAGMA user_version={Schema.Version + 1}");

        await RefusedAsync(StoreProblem.TooNew, path);
    }

    [Fact]
    public async Task The_database_of_another_device_number_is_left_as_it_is() =>
        await RefusedAsync(StoreProblem.OtherDevice, await MadeByTillAsync(), static options => options.DeviceNumber = 2);

    [Fact]
    public async Task The_database_of_another_currency_is_left_as_it_is() =>
        await RefusedAsync(StoreProblem.OtherDevice, await MadeByTillAsync(), static options => options.Currency = Currency.USD);

    [Fact]
    public async Task A_folder_is_no_place_for_a_database() => await RefusedAsync(StoreProblem.NotAccessible, Directory.CreateDirectory(_folder.PathOf("folder")).FullName);

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        var path = _folder.PathOf("missing", "till.db");

        await RefusedAsync(StoreProblem.NotAccessible, path);

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [InlineData("/proc/till.db")]
    [InlineData("/sys/till.db")]
    public async Task A_place_that_cannot_be_written_is_refused(string path)
    {
        Assert.SkipUnless(Directory.Exists(Path.GetDirectoryName(path)), "Only Linux has such places for everybody.");

        await RefusedAsync(StoreProblem.NotAccessible, path);
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_made_is_no_other_engine()
    {
        var path = _folder.PathOf("till.db");
        Directory.CreateDirectory(path + "-lock");

        await RefusedAsync(StoreProblem.NotAccessible, path);
    }

    [Fact]
    public async Task A_till_starts_as_soon_as_what_was_wrong_is_mended()
    {
        var path = _folder.PathOf("missing", "till.db");
        await using var till = new TillHost(options => options.DatabasePath = path);
        await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);

        Directory.CreateDirectory(_folder.PathOf("missing"));
        await till.Pos.StartAsync();

        await till.SignInAsync();
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MadeByTillAsync()
    {
        var path = _folder.PathOf("till.db");
        await using var till = await new TillHost(options => options.DatabasePath = path).StartAsync();
        return path;
    }

    /// <summary>The till refuses the place for the reason, changes nothing there, and lets go of it.</summary>
    private static async Task RefusedAsync(StoreProblem problem, string path, Action<PosEngineOptions>? configure = null)
    {
        var before = File.Exists(path) ? await File.ReadAllBytesAsync(path) : null;
        StoreUnusableException refused;
        await using (var till = new TillHost(options =>
        {
            options.DatabasePath = path;
            configure?.Invoke(options);
        }))
        {
            refused = await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);
            Assert.Equal(before, File.Exists(path) ? await File.ReadAllBytesAsync(path) : null);

            // Refused again for the same reason, and not because the first attempt still has it.
            Assert.Equal(problem, (await Assert.ThrowsAsync<StoreUnusableException>(() => till.Pos.StartAsync())).Problem);
        }

        Assert.Equal(before, File.Exists(path) ? await File.ReadAllBytesAsync(path) : null);
        Assert.Equal((problem, path), (refused.Problem, refused.Path));
        Assert.Contains(Path.GetDirectoryName(path)!, refused.Message);
    }
}
