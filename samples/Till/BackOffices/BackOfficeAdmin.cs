using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PosEngine;

namespace Till.BackOffices;

/// <summary>What the back office counts of a device, from what it has stored.</summary>
/// <param name="Entries">Journal entries.</param>
/// <param name="Receipts">Receipts among them.</param>
/// <param name="Gross">Σ of the receipts, in <see cref="Money.Units"/>.</param>
/// <param name="Quarantined">Entries that it could not make sense of.</param>
/// <param name="Duplicates">Entries that it has more than once.</param>
/// <param name="Gaps">Entries missing between those that it has.</param>
/// <param name="OutOfOrder">Entries that were stored after a later one.</param>
/// <param name="ChainValid">Whether every hash is right, by its own computation.</param>
internal sealed record BackOfficeSummary(
    long Entries, int Receipts, long Gross, int Quarantined, int Duplicates, int Gaps, int OutOfOrder, bool ChainValid);

/// <summary>The back office from the side of whoever runs the shop: edits what the tills sell, and counts what they sold.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="token">The token of whoever edits.</param>
internal sealed class BackOfficeAdmin(Uri address, string token) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _http = new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    /// <summary>Sets reference data.</summary>
    /// <param name="changes">Changes as docs/protocol.md describes them.</param>
    /// <exception cref="TillException">The back office does not take it.</exception>
    public Task SetAsync(IEnumerable<JsonObject> changes) => AskAsync(async () =>
    {
        foreach (var change in changes)
        {
            using var response = await _http.PutAsJsonAsync($"v1/admin/reference/{change["kind"]}/{change["id"]}", change["data"]);
            response.EnsureSuccessStatusCode();
        }

        return true;
    });

    /// <summary>Asks what the back office has of a device.</summary>
    /// <exception cref="TillException">It cannot be asked.</exception>
    public Task<BackOfficeSummary> SummariseAsync(DeviceId device) =>
        AskAsync(async () => (await _http.GetFromJsonAsync<BackOfficeSummary>($"v1/admin/devices/{device}/summary", Json))!);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception cause) when (cause is HttpRequestException or JsonException)
        {
            throw new TillException($"The back office at {address} does not answer as it should: {cause.Message}", cause);
        }
    }
}
