using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>The conversation of docs/protocol.md, word for word, with the sample back office.</summary>
public abstract class WorkedExamplesTests(OfficeFixture fixture)
{
    private const string Tax = "01935cf1-2a40-7000-8000-000000000021";
    private const string OtherToken = "token-of-another-till";
    private const string Item = "01935cf1-2a40-7000-8000-000000000031";

    [Fact]
    public async Task The_worked_examples_of_the_protocol_come_out_as_printed()
    {
        var office = fixture.Office;
        await SetReferenceAsync(office);
        using (var owner = await TestBrowser.SignInAsync(office))
            await owner.SubmitAsync("/stock", $"/stock/{Item}", ("quantity", "5"));
        await office.DeleteAsync($"v1/admin/reference/item/{Item}");
        await office.PutAsync("v1/admin/tokens/till-2", $$"""{"role":"device","token":"{{OtherToken}}","device":"{{TestDevice.NewId()}}"}""");
        using var client = office.Connect(null);
        var cursors = new Dictionary<string, string>();

        var examples = Example.ReadAll(File.ReadAllText(RepositoryFiles.PathOf("docs", "protocol.md")));
        Assert.Equal(46, examples.Count);
        foreach (var example in examples)
        {
            var answer = await office.SendAsync(example.ToRequest(cursors), client);

            Assert.Equal(example.Status, answer.Status);
            var (expected, actual) = ((JsonObject)JsonNode.Parse(example.Answer)!, (JsonObject)JsonNode.Parse(answer.Text)!);
            if (expected.Remove("cursor", out var printed) && actual.Remove("cursor", out var real))
                cursors[(string)printed!] = (string)real!;
            foreach (var (printedRow, row) in (expected["receipts"]?.AsArray() ?? []).Zip(actual["receipts"]?.AsArray() ?? []))
            {
                if (printedRow!.AsObject().Remove("cursor", out var place) && row!.AsObject().Remove("cursor", out var realPlace))
                    cursors[$"before={place}"] = $"before={realPlace}";
            }

            if (expected.Remove("account", out _))
                Assert.True(actual.Remove("account"));
            if ((string?)expected["message"] == "…")
                expected["message"] = (string)actual["message"]!; // For people, and of the server's own making.
            Assert.True(JsonNode.DeepEquals(expected, actual), $"{example.Request}\nexpected {expected}\nbut was {actual}");
        }
    }

    private static async Task SetReferenceAsync(RunningBackOffice office)
    {
        await office.PutAsync($"v1/admin/reference/tax/{Tax}", $$"""{"id":"{{Tax}}","name":"VAT 20%","rate":200000,"type":"included"}""");
        await office.PutAsync($"v1/admin/reference/item/{Item}", $$"""{"id":"{{Item}}","name":"Coffee","taxes":["{{Tax}}"]}""");
    }

    /// <summary>A request and its answer: request line, headers (those of the first example where it shows none), body; an empty line; status, body.</summary>
    private sealed record Example(string Request, IReadOnlyList<string> Headers, string Body, int Status, string Answer)
    {
        private const string ContentType = "Content-Type: ";

        public static List<Example> ReadAll(string page)
        {
            var examples = page.Split("```http\n")[1..].Select(block => Read(block.Split("```")[0])).ToList();
            return [.. examples.Select(example => example.Headers.Count == 0 ? example with { Headers = examples[0].Headers } : example)];
        }

        public HttpRequestMessage ToRequest(IReadOnlyDictionary<string, string> cursors)
        {
            var path = cursors.Aggregate(Request.Split(' ')[1], (path, cursor) => path.Replace(cursor.Key, cursor.Value, StringComparison.Ordinal));
            var request = new HttpRequestMessage(new(Request.Split(' ')[0]), path);
            foreach (var header in Headers.Where(static header => !header.StartsWith(ContentType, StringComparison.Ordinal)))
                request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1].Replace("<device token>", RunningBackOffice.Token, StringComparison.Ordinal).Replace("<token of another device>", OtherToken, StringComparison.Ordinal));
            if (Body.Length > 0)
                request.Content = new StringContent(Body, new MediaTypeHeaderValue(Headers.Single(static header => header.StartsWith(ContentType, StringComparison.Ordinal))[ContentType.Length..]));
            return request;
        }

        private static Example Read(string block)
        {
            var (request, answer) = (block.Split("\n\n")[0].Split('\n'), block.Split("\n\n")[1].Split('\n'));
            var headers = request.Skip(1).TakeWhile(line => !line.StartsWith('{')).ToList();
            return new(
                request[0],
                headers,
                string.Join('\n', request.Skip(1 + headers.Count)),
                int.Parse(answer[0], System.Globalization.CultureInfo.InvariantCulture),
                string.Join('\n', answer.Skip(1)));
        }
    }
}

public sealed class WorkedExamplesOnSqliteTests(SqliteOffice office) : WorkedExamplesTests(office), IClassFixture<SqliteOffice>;

public sealed class WorkedExamplesOnPostgresTests(PostgresOffice office) : WorkedExamplesTests(office), IClassFixture<PostgresOffice>;
