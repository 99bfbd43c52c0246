using System.Diagnostics;
using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Replay;

/// <summary>A replay against a back office that was started by somebody else.</summary>
public sealed class OtherBackOfficeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_replay_teaches_an_empty_back_office_the_shop_and_brings_it_everything()
    {
        using var backOffice = TillProcess.StartSample(
            "BackOffice", "BackOffice", "--urls", "http://127.0.0.1:0", "--database", _folder.PathOf("back-office.db"),
            "--token", "device", "--admin-token", "chief", "--stop-with-input", "true");
        var address = (await backOffice.StandardOutput.ReadLineAsync())!.Split(' ')[^1];

        var run = await TillProcess.RunAsync(
            "replay", SalesLogFile.Example.Path, "--data", _folder.PathOf(), "--json", "--back-office", address, "--token", "device", "--admin-token", "chief");
        await StopAsync(backOffice);

        Assert.True(run.ExitCode == 0, run.Error);
        using var databases = new ShopDatabases(_folder.PathOf());
        Figures.AreThoseOf(databases, run.Json);
        Figures.AreAllAtTheBackOffice(databases);
        Figures.AreThoseOf(SalesLogFile.Example, databases);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task StopAsync(Process backOffice)
    {
        backOffice.StandardInput.Close();
        await backOffice.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, backOffice.ExitCode);
    }
}
