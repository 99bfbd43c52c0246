using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Connectivity;

public sealed class ConnectivityServiceTests
{
    private readonly ConnectivityService _connectivity =
        new(new(failuresToOffline: 2), new InlineDispatcher(), NullLogger.Instance);

    private readonly List<ConnectivityState> _seen = [];

    public ConnectivityServiceTests()
    {
        // Called where it is published, whatever context the runner has.
        SynchronizationContext.SetSynchronizationContext(null);
        _connectivity.State.Subscribe(_seen.Add);
    }

    [Fact]
    public void One_success_makes_it_online_and_two_failures_in_a_row_make_it_offline()
    {
        _connectivity.Succeeded();
        _connectivity.Failed(Failure());
        _connectivity.Succeeded();
        _connectivity.Failed(Failure());
        _connectivity.Failed(Failure());
        _connectivity.Failed(Failure());
        _connectivity.Succeeded();

        Assert.Equal([ConnectivityState.Unknown, ConnectivityState.Online, ConnectivityState.Offline, ConnectivityState.Online], _seen);
    }

    [Fact]
    public void Nothing_is_known_until_the_first_contact_has_failed_twice()
    {
        _connectivity.Failed(Failure());
        Assert.Equal(ConnectivityState.Unknown, _connectivity.State.Value);

        _connectivity.Failed(Failure());
        Assert.Equal(ConnectivityState.Offline, _connectivity.State.Value);
    }

    [Fact]
    public void A_refusal_in_the_back_offices_own_words_means_that_it_is_there()
    {
        foreach (var error in Enum.GetValues<BackOfficeError>().Where(static error => error is not (BackOfficeError.Transient or BackOfficeError.OtherAccount)))
        {
            _connectivity.ReportNetwork(isAvailable: false);
            _connectivity.Failed(Failure(error));
            Assert.Equal(ConnectivityState.Online, _connectivity.State.Value);
        }
    }

    [Fact]
    public void Another_shops_back_office_is_not_there_for_this_till()
    {
        _connectivity.Succeeded();

        _connectivity.Failed(Failure(BackOfficeError.OtherAccount));

        Assert.Equal(ConnectivityState.Offline, _connectivity.State.Value);
    }

    [Fact]
    public void An_answer_that_passes_no_muster_counts_as_a_failure_though_something_answered()
    {
        _connectivity.Succeeded();
        for (var i = 0; i < 2; i++)
            _connectivity.Failed(new(BackOfficeError.Transient, "a sign-in page") { WasReached = true });

        Assert.Equal(ConnectivityState.Offline, _connectivity.State.Value);
    }

    [Fact]
    public void A_lost_network_makes_it_offline_at_once()
    {
        _connectivity.Succeeded();
        _connectivity.ReportNetwork(isAvailable: false);
        Assert.Equal(ConnectivityState.Offline, _connectivity.State.Value);

        _connectivity.Failed(Failure());
        Assert.Equal(ConnectivityState.Offline, _connectivity.State.Value);
    }

    [Fact]
    public void S6_a_network_that_is_back_asks_for_an_attempt_and_claims_nothing()
    {
        var attempts = 0;
        _connectivity.AttemptWanted += () => attempts++;
        _connectivity.ReportNetwork(isAvailable: false);
        Assert.Equal(0, attempts);

        _connectivity.ReportNetwork(isAvailable: true);

        Assert.Equal((1, ConnectivityState.Offline), (attempts, _connectivity.State.Value));
    }

    private static BackOfficeException Failure(BackOfficeError error = BackOfficeError.Transient) => new(error, "…");
}
