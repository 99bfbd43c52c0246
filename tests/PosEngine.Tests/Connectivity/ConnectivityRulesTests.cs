using CsCheck;

namespace PosEngine.Connectivity;

public sealed class ConnectivityRulesTests
{
    private static readonly Gen<ConnectivityView> AnyView =
        Gen.Select(Gen.Enum<ConnectivityState>(), Gen.Int[0, 10], (state, failures) => new ConnectivityView(state, failures));

    [Fact]
    public void It_goes_offline_exactly_at_the_last_of_the_failures_in_a_row() =>
        Gen.Select(Gen.Int[1, 10], Gen.Bool).Sample((failuresToOffline, wasOnline) =>
        {
            var rules = new ConnectivityRules(failuresToOffline);
            var start = wasOnline ? ConnectivityRules.AfterSuccess : default;
            var view = start;
            for (var failure = 1; failure <= failuresToOffline + 2; failure++)
            {
                view = rules.AfterFailure(view);
                Assert.Equal(failure < failuresToOffline ? start.State : ConnectivityState.Offline, view.State);
            }
        });

    [Fact]
    public void A_success_starts_the_count_anew()
    {
        var rules = new ConnectivityRules(3);
        var view = rules.AfterFailure(rules.AfterFailure(ConnectivityRules.AfterSuccess));
        Assert.Equal(new(ConnectivityState.Online, 2), view);

        view = rules.AfterFailure(rules.AfterFailure(ConnectivityRules.AfterSuccess));

        Assert.Equal(ConnectivityState.Online, view.State);
    }

    [Fact]
    public void A_failure_never_leads_out_of_offline() =>
        AnyView.Where(view => view.State == ConnectivityState.Offline).Sample(view =>
            Assert.Equal(ConnectivityState.Offline, new ConnectivityRules(2).AfterFailure(view).State));

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void It_takes_1_to_10_failures(int failures) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityRules(failures));
}
