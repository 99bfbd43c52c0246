using System.Text;

namespace PosEngine.Sync;

/// <summary>The back office in memory keeps to the protocol like a real one.</summary>
public sealed class LoopbackConformanceTests : BackOfficeConformance
{
    private readonly LoopbackBackOffice _backOffice = new()
    {
        Account = "corner",
        Quarantine = entry => Encoding.UTF8.GetString(entry.Body.Span) == TestedBackOffice.UnreadableReceipt ? "unreadable" : null,
    };

    protected override Task<TestedBackOffice> CreateAsync() => Task.FromResult(_backOffice.ToBeTested());
}
