using System.Net.Mime;

namespace BackOffice.Protocol;

/// <summary>Serves the description of the requests, for those who generate clients from it. A test holds it against what is really here.</summary>
internal static class OpenApi
{
    public const string Path = "/openapi.json";

    public static void MapOpenApi(this IEndpointRouteBuilder app) => app.MapGet(Path, () => Results.Stream(
        typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!, MediaTypeNames.Application.Json));
}
