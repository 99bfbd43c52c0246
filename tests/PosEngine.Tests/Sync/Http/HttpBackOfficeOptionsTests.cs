using Microsoft.Extensions.Options;

namespace PosEngine.Sync;

/// <summary>Options that cannot work are refused before anything is sent, in words that say what to change.</summary>
public sealed class HttpBackOfficeOptionsTests
{
    [Theory]
    [InlineData(null, "Set the address")]
    [InlineData("bo.example/pos", "relative")]
    [InlineData("ftp://bo.example", "https")]
    [InlineData("https://ann:pw@bo.example", "user")]
    [InlineData("https://bo.example/?shop=1", "query")]
    [InlineData("https://bo.example/#top", "fragment")]
    [InlineData("http://bo.example", "AllowInsecure")]
    public void An_address_that_cannot_work_is_refused(string? address, string hint)
    {
        var problem = Refuse(options => options.BaseAddress = address is null ? null : new(address, UriKind.RelativeOrAbsolute));

        Assert.Contains(nameof(HttpBackOfficeOptions.BaseAddress), problem);
        Assert.Contains(hint, problem);
        Assert.DoesNotContain("pw", problem);
    }

    [Theory]
    [InlineData("https://bo.example", false)]
    [InlineData("http://localhost:5000", false)]
    [InlineData("http://127.0.0.1:5000", false)]
    [InlineData("http://[::1]:5000", false)]
    [InlineData("http://192.0.2.10", true)]
    public void An_address_is_encrypted_or_of_this_machine_or_asked_for(string address, bool allowInsecure)
    {
        using var backOffice = new HttpBackOffice(new() { BaseAddress = new(address), DeviceToken = "t", AllowInsecure = allowInsecure });
    }

    [Fact]
    public void A_token_or_a_token_provider_is_needed_and_not_both()
    {
        Assert.Contains("DeviceToken", Refuse(options => options.DeviceToken = null));
        Assert.Contains("DeviceToken", Refuse(options => options.TokenProvider = _ => ValueTask.FromResult("t")));
    }

    [Fact]
    public void A_token_provider_renews_its_token_itself() =>
        Assert.Contains("TokenRenewer", Refuse(options => (options.DeviceToken, options.TokenProvider, options.TokenRenewer) = (null, _ => ValueTask.FromResult("t"), (_, _) => ValueTask.FromResult("t"))));

    [Theory]
    [InlineData("")]
    [InlineData("s3cr3t\n")]
    [InlineData("s3cr3t of mine")]
    [InlineData("s3cr3té")]
    public void A_token_that_cannot_be_sent_is_refused_without_showing_it(string token)
    {
        var problem = Refuse(options => options.DeviceToken = token);

        Assert.Contains("visible ASCII", problem);
        Assert.DoesNotContain("s3cr3t", problem);
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(600.001)]
    public void The_time_out_is_from_1_second_to_10_minutes(double seconds) =>
        Assert.Contains("Timeout", Refuse(options => options.Timeout = TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var problem = Refuse(options =>
        {
            options.BaseAddress = null;
            options.DeviceToken = null;
            options.Timeout = TimeSpan.Zero;
        });

        Assert.Contains("BaseAddress", problem);
        Assert.Contains("DeviceToken", problem);
        Assert.Contains("Timeout", problem);
    }

    private static string Refuse(Action<HttpBackOfficeOptions> change)
    {
        var options = new HttpBackOfficeOptions { BaseAddress = new("https://bo.example"), DeviceToken = "t" };
        change(options);
        return Assert.Throws<OptionsValidationException>(() => new HttpBackOffice(options).Dispose()).Message;
    }
}
