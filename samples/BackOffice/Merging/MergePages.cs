using BackOffice.Pages;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Merging;

/// <summary>The owner finds that two customers are one.</summary>
internal static class MergePages
{
    public static void MapMerges(this IEndpointRouteBuilder app) => app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization()
        .MapPost("/customers/{id}/merge", MergeAsync);

    private static async Task<IResult> MergeAsync(string id, IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        var kept = form["into"].ToString();
        return await store.WriteAsync(session => CustomerMerge.RunAsync(session, id, kept), cancellationToken)
            ? Results.LocalRedirect($"/customers/{Uri.EscapeDataString(kept)}")
            : ProtocolError.NotFound("Two customers are wanted, and both have to be there.");
    }
}
