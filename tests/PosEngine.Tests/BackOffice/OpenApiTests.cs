using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PosEngine.BackOffice;

/// <summary>The OpenAPI document, held against the endpoints that there are and the worked examples of docs/protocol.md.</summary>
public sealed partial class OpenApiTests(SqliteOffice fixture) : IClassFixture<SqliteOffice>
{
    [Fact]
    public async Task It_names_every_request_that_is_answered_and_no_other()
    {
        var document = await ReadAsync();
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(method => method.Key != "parameters")
            .Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"));
        var answered = fixture.Office.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "}")}"))
            .Where(request => request.Contains(" /v1/", StringComparison.Ordinal));

        Assert.Equal(answered.Order(), described.Order());
    }

    [Fact]
    public async Task The_messages_of_the_worked_examples_have_the_fields_that_it_says()
    {
        var document = await ReadAsync();
        var page = await File.ReadAllTextAsync(RepositoryFiles.PathOf("docs", "protocol.md"));
        var checkedMessages = 0;

        foreach (var block in page.Split("```http\n")[1..].Select(block => block.Split("```")[0]))
        {
            var (request, answer) = (block.Split("\n\n")[0], block.Split("\n\n")[1]);
            var operation = FindOperation(document, request.Split('\n')[0]);
            var status = answer.Split('\n')[0];
            if (status is not ("400" or "415") && request.IndexOf("\n{", StringComparison.Ordinal) is var start and > 0)
                Check(document, operation["requestBody"]!["content"]!["application/json"]!["schema"]!, JsonNode.Parse(request[start..])!);
            var response = operation["responses"]![status] ?? document["components"]!["responses"]!["Error"]!;
            Check(document, response["content"]!["application/json"]!["schema"]!, JsonNode.Parse(answer[status.Length..])!);
            checkedMessages++;
        }

        Assert.Equal(46, checkedMessages);
    }

    private async Task<JsonObject> ReadAsync()
    {
        using var anybody = fixture.Office.Connect(null);
        return JsonSerializer.Deserialize<JsonObject>(await anybody.GetStringAsync("openapi.json"))!;
    }

    private static JsonNode FindOperation(JsonObject document, string requestLine)
    {
        var (method, path) = (requestLine.Split(' ')[0], "/" + requestLine.Split(' ')[1].Split('?')[0]);
        return document["paths"]!.AsObject()
            .Single(candidate => Regex.IsMatch(path, "^" + Regex.Replace(candidate.Key, "{[a-z]+}", "[^/]+") + "$"))
            .Value![method.ToLowerInvariant()]!;
    }

    /// <summary>Every required field is there, and every field that is there is described.</summary>
    private static void Check(JsonObject document, JsonNode schema, JsonNode? message)
    {
        if (message is null)
            return;
        if (schema["oneOf"] is JsonArray choices)
            schema = choices[0]!;
        if ((string?)schema["$ref"] is { } reference)
            schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;

        if (message is JsonArray array)
        {
            foreach (var element in array)
                Check(document, schema["items"]!, element);
        }
        else if (message is JsonObject fields && schema["properties"] is JsonObject properties)
        {
            Assert.Empty(schema["required"]!.AsArray().Select(name => (string)name!).Except(fields.Select(field => field.Key)));
            foreach (var (name, value) in fields)
                Check(document, Assert.IsAssignableFrom<JsonNode>(properties[name]), value);
        }
    }

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
