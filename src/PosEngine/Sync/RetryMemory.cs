using Dapper;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Sync;

/// <summary>Keeps the retry schedule over restarts: a till that is started anew goes on waiting as long as the back office asked it to, and as patiently as it had become (invariant S6).</summary>
internal sealed class RetryMemory(DeviceLedger ledger, Readers readers)
{
    private const string Upsert =
        "INSERT INTO retry (one, failures, not_before) VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE SET failures = excluded.failures, not_before = excluded.not_before";

    private const string Select = "SELECT failures AS Failures, not_before AS NotBefore FROM retry";

    /// <summary>How many attempts have failed in a row, and before when the back office wants no other; null where it did not say.</summary>
    public (int Failures, DateTimeOffset? NotBefore) Read() => readers.Query(static connection => connection.QuerySingleOrDefault<Row>(Select)) is { } row
        ? ((int)row.Failures, row.NotBefore is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null)
        : default;

    /// <summary>If it cannot be saved the next start is only sooner.</summary>
    public Task SaveAsync(int failures, DateTimeOffset? notBefore) =>
        ledger.NoteAsync(session => session.Prepare(Upsert).Bind(1, failures).Bind(2, notBefore?.ToUnixTimeMilliseconds()).Run());

    private sealed record Row
    {
        public long Failures { get; init; }

        public long? NotBefore { get; init; }
    }
}
