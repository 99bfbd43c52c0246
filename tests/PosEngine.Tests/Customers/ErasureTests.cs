using System.Text;
using PosEngine.Capabilities;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>A customer is erased by instruction of the back office: nothing of the data stays in any file of the till, and the chain holds.</summary>
public sealed class ErasureTests
{
    private const string Address = "dora.erased@example.com";
    private const string Name = "Dora Whoistobeforgotten";

    [Fact]
    public async Task What_a_till_has_of_an_erased_customer_is_gone_from_its_files_and_the_chain_holds()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.NotEmpty(FilesWith(till, Address));

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Empty(FilesWith(till, Address));
        Assert.Empty(FilesWith(till, Name));
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(dora)).Refusal!.Code);
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        Assert.Equal(dora, (await till.Pos.Receipts.ListAsync()).Value[^1].CustomerId); // The receipt stays as it was.
        Assert.Empty(till.BackOffice.PersonalDataOf(till.Pos.Device.Id));
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task What_others_left_stays()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        var other = (await till.SellAsync()).Id;
        (await till.Pos.Receipts.EmailAsync(other, "eve@example.com")).EnsureDone();

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.NotEmpty(FilesWith(till, "eve@example.com"));
        Assert.Single(till.BackOffice.PersonalDataOf(till.Pos.Device.Id));
        Assert.Equal("Carla", (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Name);
    }

    [Fact]
    public async Task Who_has_an_address_that_contains_theirs_is_somebody_else()
    {
        await using var till = await ReadyAsync();
        var dora = (await till.Pos.Customers.RegisterAsync(new() { Name = Name, Email = "dora@example.com", Phone = "+353 1 234 567" })).Value.Id;
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Receipts.EmailAsync((await till.SellAsync()).Id, "theodora@example.com")).EnsureDone();
        (await till.Pos.Receipts.SendToPhoneAsync((await till.SellAsync()).Id, "+35312345678")).EnsureDone();
        (await till.Pos.Receipts.SendToPhoneAsync((await till.SellAsync()).Id, "+353 (1) 234567")).EnsureDone();

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.NotEmpty(FilesWith(till, "theodora@example.com"));
        Assert.NotEmpty(FilesWith(till, "+35312345678"));
        Assert.Empty(FilesWith(till, "\"+3531234567\""));
        Assert.Equal(2, till.BackOffice.PersonalDataOf(till.Pos.Device.Id).Length);
    }

    [Fact]
    public async Task A_receipt_sent_to_the_address_of_an_erased_customer_is_theirs_though_nobody_is_on_it()
    {
        await using var till = await ReadyAsync();
        var dora = (await till.Pos.Customers.RegisterAsync(new() { Name = Name, Email = Address })).Value.Id;
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Receipts.EmailAsync((await till.SellAsync()).Id, Address.ToUpperInvariant())).EnsureDone();

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Empty(FilesWith(till, Address.ToUpperInvariant()));
        Assert.Empty(till.BackOffice.PersonalDataOf(till.Pos.Device.Id));
    }

    [Fact]
    public async Task A_till_that_does_not_have_the_customer_is_told_what_was_sent_to_their_address()
    {
        await using var till = await ReadyAsync();
        var (sale, other) = (await till.SellAsync(), await till.SellAsync());
        (await till.Pos.Receipts.EmailAsync(sale.Id, Address)).EnsureDone();
        (await till.Pos.Receipts.EmailAsync(other.Id, "somebody@example.com")).EnsureDone();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var dora = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        till.BackOffice.Fault = static call => call == LoopbackCall.Pull ? LoopbackFault.LoseRequest : LoopbackFault.None;
        till.BackOffice.SetReference("customer", $"{dora}", $$"""{"id":"{{dora}}","name":"{{Name}}","email":"{{Address}}"}""");

        till.BackOffice.EraseCustomer(new(dora));
        till.BackOffice.Fault = null;
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Empty(FilesWith(till, Address));
        Assert.NotEmpty(FilesWith(till, "somebody@example.com"));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task A_till_that_hears_of_it_after_its_push_brings_nobody_back()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.GoOffline();
        (await till.Pos.Customers.EditAsync(dora, new() { Name = Name, Email = Address, Phone = "1" })).EnsureDone();
        till.BackOffice.EraseCustomer(dora);

        till.GoOnline();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.DoesNotContain(await till.BackOffice.FindCustomersAsync("", 10, CancellationToken.None), change => change.Id == dora.ToString());
        Assert.Empty(till.BackOffice.PersonalDataOf(till.Pos.Device.Id));
        Assert.Empty(FilesWith(till, Address));
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task A_back_office_restored_from_before_it_brings_nobody_back_to_a_till()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var before = (await till.BackOffice.FindCustomersAsync(Name, 1, CancellationToken.None))[0].Json!;
        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        till.BackOffice.RemoveReference("erasure", $"{dora}");
        till.BackOffice.SetReference("customer", $"{dora}", before);
        till.BackOffice.ExpireCursors();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Customers.SearchBackOfficeAsync(Name)).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(dora)).Refusal!.Code);
        Assert.Empty(FilesWith(till, Name));
        Assert.Equal("Carla", (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Name);
    }

    [Fact]
    public async Task A_restored_backup_has_them_erased_again()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var backup = till.DatabasePath + ".backup";
        await till.Pos.Storage.BackupAsync(backup);
        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        await till.Pos.DisposeAsync();
        File.Delete(PosDatabase.Restore(backup, till.DatabasePath)!);
        File.Delete(backup);
        Assert.NotEmpty(FilesWith(till, Address));
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Empty(FilesWith(till, Address));
        Assert.Empty(FilesWith(till, Name));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task What_was_set_aside_is_told_of()
    {
        var logger = new RecordingLogger();
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        till.Logger = logger;
        await till.RestartAsync();
        await File.WriteAllTextAsync(till.DatabasePath + "-aside-1", Address);

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Contains("-aside-1 ", Assert.Single(logger.Entries, static entry => entry.EventId == 1004).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(till.DatabasePath + "-aside-1")); // It is somebody's to look at.
    }

    [Fact]
    public async Task A_copy_from_before_a_migration_goes_with_them()
    {
        await using var till = await ReadyAsync();
        var dora = await LeaveTracesAsync(till);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var snapshot = $"{till.DatabasePath}-before-3";
        await File.WriteAllTextAsync(snapshot, Address);

        till.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.False(File.Exists(snapshot));
    }

    private static async Task<TillHost> ReadyAsync() => await TillHost.ReadyAsync(options =>
        options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration).Allow(Capability.CustomerEditing));

    /// <summary>Registered and edited, on a receipt, and e-mailed it.</summary>
    private static async Task<CustomerId> LeaveTracesAsync(TillHost till)
    {
        var dora = (await till.Pos.Customers.RegisterAsync(new() { Name = Name })).Value.Id;
        (await till.Pos.Customers.EditAsync(dora, new() { Name = Name, Email = Address })).EnsureDone();
        var ticket = till.RingUp();
        ticket.SetCustomer(dora).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(ticket.Current.Totals.Payable))).Value;
        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).EnsureDone();
        return dora;
    }

    private static IEnumerable<string> FilesWith(TillHost till, string text) => Directory.EnumerateFiles(Path.GetDirectoryName(till.DatabasePath)!).Where(static file => !file.EndsWith("-lock", StringComparison.Ordinal)).Where(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });
}
