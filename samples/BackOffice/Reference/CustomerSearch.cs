using System.Text.Json.Nodes;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

internal sealed record CustomersReply(IReadOnlyList<Change> Changes);

/// <summary>A device looks for customers. What they are found by stands beside their data, so that the search is one pass over the customers inside the database.</summary>
internal static class CustomerSearch
{
    private const string Kind = "customer";
    private const char Separator = '\n';   // which nobody types into a search box: no text is found across two members

    private static readonly string[] Members = ["name", "email", "phone"];

    public static void MapCustomers(this IEndpointRouteBuilder devices) => devices.MapGet("/customers", FindAsync);

    /// <summary>What something is found by; null for what is not searched.</summary>
    public static string? TextOf(string kind, string? data)
    {
        if (kind != Kind || data is null || JsonNode.Parse(data) is not JsonObject customer)
            return null;
        return FoldedText.Fold(string.Join(Separator, Members.Select(member => customer[member] is JsonValue value && value.TryGetValue(out string? text) ? text : "")));
    }

    /// <summary>Adds it to customers that came before there was this search.</summary>
    public static async Task FillAsync(StoreSession session)
    {
        foreach (var row in await ReferenceTable.ListKindAsync(session, Kind))
        {
            await session.ExecuteAsync(
                "UPDATE reference SET search = @search WHERE kind = @Kind AND id = @Id", new { search = TextOf(row.Kind, row.Data), row.Kind, row.Id });
        }
    }

    private static async Task<IResult> FindAsync(IBackOfficeStore store, CancellationToken cancellationToken, string text = "", int limit = 50)
    {
        if (limit is < 1 or > PullEndpoint.PageMax)
            return ProtocolError.Malformed($"limit is 1 to {PullEndpoint.PageMax}.");

        var rows = await store.ReadAsync(
            session => session.QueryAsync<ReferenceRow>(
                """
                SELECT kind, id, data, position FROM reference
                WHERE kind = @Kind AND data IS NOT NULL AND search LIKE @pattern ESCAPE '\'
                ORDER BY position DESC LIMIT @limit
                """,
                new { Kind, pattern = FoldedText.Pattern(text), limit }),
            cancellationToken);
        return Results.Json(new CustomersReply([.. rows.Select(row => row.ToChange())]), ProtocolJson.Options);
    }
}
