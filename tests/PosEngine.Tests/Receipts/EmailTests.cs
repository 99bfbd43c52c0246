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

        Assert.Equal(new SendRequest(receipt.Id, SendChannel.Email, Address, isOffline), request);
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
        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address, again: true)).EnsureDone();

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
    [InlineData("ann@example.com\n")]
    [InlineData("ann@example.com\r\nBcc: bob@example.com")]
    [InlineData("ann smith@example.com")]
    public async Task What_is_not_one_address_is_refused(string address)
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.EmailInvalid, async () => (await till.Pos.Receipts.EmailAsync(receipt.Id, address)).Refusal);
    }

    [Fact]
    public async Task The_same_address_is_asked_for_once_however_it_is_written_and_again_if_somebody_means_it()
    {
        await using var till = await TillHost.ReadyAsync();
        var (receipt, other) = (await till.SellAsync(), await till.SellAsync());
        till.GoOffline();

        var requests = new[]
        {
            (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).Value,
            (await till.Pos.Receipts.EmailAsync(receipt.Id, $" {Address.ToUpperInvariant()} ")).Value,
            (await till.Pos.Receipts.EmailAsync(other.Id, Address)).Value,
            (await till.Pos.Receipts.EmailAsync(receipt.Id, "bob@example.com")).Value,
            (await till.Pos.Receipts.EmailAsync(receipt.Id, Address, again: true)).Value,
        };

        Assert.Equal([false, true, false, false, false], requests.Select(request => request.IsRepeated));
        Assert.Equal(requests[0] with { IsRepeated = true }, requests[1]);
        Assert.Equal(4, (await till.EntriesAsync("email-requested")).Count);
    }

    [Fact]
    public async Task Two_taps_at_the_same_moment_are_one_request()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => till.Pos.Receipts.EmailAsync(receipt.Id, Address)));

        Assert.Single(await till.EntriesAsync("email-requested"));
    }

    [Fact]
    public async Task What_waits_for_the_connection_is_told_until_it_is_on_its_way()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        till.GoOffline();
        var told = new List<string>();
        using var subscription = till.Pos.Receipts.PendingRequests.Subscribe(pending => told.Add(string.Join(' ', pending.Select(request => $"{request.Channel}:{request.Address}"))));

        (await till.Pos.Receipts.EmailAsync(receipt.Id, Address)).EnsureDone();
        (await till.Pos.Receipts.SendToPhoneAsync(receipt.Id, "+49 (171) 123-45.67")).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(2, till.Pos.Receipts.PendingRequests.Value.Count);
        Assert.All(till.Pos.Receipts.PendingRequests.Value, request => Assert.True(request.IsDeferred));
        till.GoOnline();

        Assert.Equal(["", $"Email:{Address}", $"Email:{Address} Phone:+491711234567"], told);
        Assert.Empty(till.Pos.Receipts.PendingRequests.Value);
    }

    [Theory]
    [InlineData("0171 1234567", "01711234567")]
    [InlineData("+49 (171) 123-45.67", "+491711234567")]
    [InlineData("030/123456", "030123456")]
    [InlineData("12345", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("49+1711234567", null)]
    [InlineData("0171 CALL-ME", null)]
    [InlineData("٠١٧١١٢٣٤٥٦", null)]
    [InlineData("", null)]
    public async Task A_telephone_number_is_digits_whatever_stands_between_them(string number, string? kept)
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();

        var result = await till.Pos.Receipts.SendToPhoneAsync(receipt.Id, number);

        Assert.Equal(kept is null ? RefusalCodes.PhoneInvalid : null, result.Refusal?.Code);
        if (kept is not null)
        {
            Assert.Equal(kept, result.Value.Address);
            Assert.Equal($$"""{"address":"{{kept}}"}""", Encoding.UTF8.GetString(Assert.Single(till.BackOffice.PersonalDataOf(till.Pos.Device.Id)).Data.Span));
        }
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
