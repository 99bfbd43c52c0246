using System.Text;

namespace PosEngine.Sync;

/// <summary>The back office in memory keeps to the protocol like a real one.</summary>
public sealed class LoopbackConformanceTests : BackOfficeConformance
{
    private readonly LoopbackBackOffice _backOffice = new()
    {
        Quarantine = entry => Encoding.UTF8.GetString(entry.Body.Span) == Indigestible ? "unreadable" : null,
    };

    protected override IBackOffice Subject => _backOffice;

    protected override Task SetReferenceAsync(string kind, string id, string? json)
    {
        if (json is null)
            _backOffice.RemoveReference(kind, id);
        else
            _backOffice.SetReference(kind, id, json);
        return Task.CompletedTask;
    }
}
