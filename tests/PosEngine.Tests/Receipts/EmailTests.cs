using System.Security.Cryptography;
using System.Text;
using PosEngine.Capabilities;
using PosEngine.Support;

namespace PosEngine.Receipts;

public sealed class EmailTests
{
    private const string Address = "ann.o'hara+till@example.com";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receipt_is_sent_at_once_while_online_and_deferred_while_offline(bool isOffline)
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        if (isOffline)
            till.GoOffline();

        var request = (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).Value;

        Assert.Equal(new EmailRequest(receipt.Id, Address, isOffline), request);
        Assert.Equal(isOffline ? CapabilityStatus.Deferred : CapabilityStatus.Available, till.Pos.Capabilities.Decide(Capability.EmailReceipt, receipt.Id).Status);
    }

    [Fact]
    public async Task A_deferred_request_survives_a_restart_and_is_delivered_with_its_address_beside_it()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var receipt = await till.SellAsync();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).EnsureDone();
        await till.RestartAsync();

        till.GoOnline();

        var personal = Assert.Single(till.BackOffice.PersonalDataOf(till.Pos.Device.Id));
        Assert.Equal($$"""{"address":"{{Address}}"}""", Encoding.UTF8.GetString(personal.Data.Span));
        var entry = Assert.Single(await till.EntriesAsync("email-requested"));
        var data = entry.GetProperty("data");
        Assert.Equal((TillHost.Ann.Value, receipt.Id.Value), (entry.GetProperty("employee").GetGuid(), data.GetProperty("receipt").GetGuid()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. personal.Salt.Span, .. personal.Data.Span])), data.GetProperty("address_hash").GetString());
        Assert.Equal(Assert.Single(till.BackOffice.EntriesOf(till.Pos.Device.Id), sent => sent.Body.Span.IndexOf("email-requested"u8) > 0).Sequence, personal.Sequence);
    }

    [Fact]
    public async Task Personal_data_is_never_in_a_body()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(Money.Of(5)))).Value;
        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).EnsureDone();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).EnsureDone();

        var hashes = (await till.EntriesAsync("email-requested")).Select(entry => entry.GetProperty("data").GetProperty("address_hash").GetString());
        Assert.Equal(2, hashes.Distinct().Count());
        await foreach (var entry in till.Pos.Journal.ReadAsync())
        {
            foreach (var secret in new[] { "ann.o", "example.com", "Carla", "carla" })
                Assert.Equal(-1, entry.Body.Span.IndexOf(Encoding.UTF8.GetBytes(secret)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.com")]
    [InlineData("ann@example")]
    [InlineData("ann@@example.com")]
    [InlineData("Ann <ann@example.com>")]
    [InlineData("ann@example.com, bob@example.com")]
    [InlineData("ann@example.com;bob@example.com")]
    [InlineData(" ann@example.com")]
    [InlineData("ann@example.com ")]
    [InlineData("ann@example.com\r\nBcc: bob@example.com")]
    [InlineData("ann smith@example.com")]
    public async Task What_is_not_one_address_is_refused(string address)
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.EmailInvalid, async () => (await till.Pos.Receipts.EmailAsync(receipt.Id, address)).Refusal);
    }

    [Fact]
    public async Task A_receipt_that_is_not_there_is_not_sent()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.ReceiptUnknown, async () => (await till.Pos.Receipts.EmailAsync(default, Address)).Refusal);
    }

    [Fact]
    public async Task A_till_without_a_back_office_has_nobody_to_send_it()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();

        await till.AssertRefusedAsync(ReasonCodes.NoBackOffice, async () => (await till.Pos.Receipts.EmailAsync(default, Address)).Refusal);
    }
}
