using PosEngine.Support;

namespace PosEngine.Storage;

/// <summary>One engine per database. What another process meets is in the reliability tests.</summary>
public sealed class StoreLockTests
{
    [Fact]
    public async Task D5_a_second_engine_in_the_same_process_is_refused_and_told_who_has_the_database()
    {
        await using var till = await TillHost.ReadyAsync();

        var refused = await RefuseAsync(till.DatabasePath);

        Assert.Equal(Environment.ProcessId, refused.ProcessId);
        Assert.Equal(till.DatabasePath, refused.Path);
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Message);
        await till.SellAsync(); // The one that has it goes on.
    }

    [Fact]
    public async Task D5_a_second_name_of_the_same_file_is_no_way_around()
    {
        await using var till = await TillHost.ReadyAsync();
        using var folder = new TemporaryFolder();
        var link = File.CreateSymbolicLink(folder.PathOf("link.db"), till.DatabasePath).FullName;
        var linkedFolder = Directory.CreateSymbolicLink(folder.PathOf("folder"), Path.GetDirectoryName(till.DatabasePath)!).FullName;

        await RefuseAsync(link);
        await RefuseAsync(Path.Combine(linkedFolder, "till.db"));
        await RefuseAsync(Path.Combine(Path.GetDirectoryName(till.DatabasePath)!, ".", "till.db"));
    }

    [Fact]
    public async Task D5_a_link_made_before_the_database_is_no_way_around_either()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        var link = File.CreateSymbolicLink(folder.PathOf("link.db"), path).FullName;
        await using var till = await new TillHost(options => options.DatabasePath = link).StartAsync();

        await RefuseAsync(path);
    }

    [Fact]
    public async Task D5_after_the_engine_is_disposed_its_database_opens_again()
    {
        await using var till = await TillHost.ReadyAsync();
        await RefuseAsync(till.DatabasePath);
        await till.Pos.DisposeAsync();

        await using var next = await new TillHost(options => options.DatabasePath = till.DatabasePath).StartAsync();

        Assert.Equal(till.Pos.Device.Id, next.Pos.Device.Id);
    }

    [Fact]
    public async Task An_engine_that_was_refused_starts_once_the_other_is_gone()
    {
        await using var till = await TillHost.ReadyAsync();
        await using var second = new TillHost(options => options.DatabasePath = till.DatabasePath);
        await Assert.ThrowsAsync<StoreInUseException>(second.StartAsync);
        await till.Pos.DisposeAsync();

        await second.Pos.StartAsync();

        await second.SignInAsync();
    }

    private static async Task<StoreInUseException> RefuseAsync(string path)
    {
        await using var second = new TillHost(options => options.DatabasePath = path);
        return await Assert.ThrowsAsync<StoreInUseException>(second.StartAsync);
    }
}
