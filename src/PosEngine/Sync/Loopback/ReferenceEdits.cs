using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>Customers and items as devices change them: online, or by their journals. Each change acts once. Not thread-safe.</summary>
internal sealed class ReferenceEdits(ReferenceFeed feed)
{
    private const string Customer = "customer";
    private const string Item = "item";

    private static readonly string[] Searched = ["name", "email", "phone"];

    private readonly Dictionary<Guid, Answer> _answers = [];

    /// <summary>Makes a change, or tells again what became of it.</summary>
    /// <exception cref="BackOfficeException">It cannot be made.</exception>
    public ReferenceChange Save(SaveRequest request)
    {
        if (!_answers.TryGetValue(request.Key, out var answer))
            _answers.Add(request.Key, answer = Judge(request));
        if (answer.Change is null)
            throw new BackOfficeException(answer.Error, answer.Message) { WasReached = true };
        return answer.Change;
    }

    /// <summary>Takes what an entry says of a customer, if anything and if nobody has erased it. What was saved online before is not changed again.</summary>
    public void Take(JournalEntry entry, PersonalData? personal)
    {
        if (personal is null)
            return;
        try
        {
            using var body = JsonDocument.Parse(entry.Body);
            var kind = body.RootElement.GetProperty("kind").GetString();
            if (kind is not ("customer-registered" or "customer-edited"))
                return;

            var data = body.RootElement.GetProperty("data");
            var id = data.GetProperty("customer").GetGuid().ToString();
            Guid? key = data.TryGetProperty("key", out var told) ? told.GetGuid() : null;
            var isThere = feed.Find(Customer, id) is not null;
            if ((key is { } made && _answers.ContainsKey(made)) || (isThere && kind == "customer-registered"))
                return;

            var answer = Judge(new(key ?? default, Customer, id, IsNew: !isThere, Encoding.UTF8.GetString(personal.Data.Span)));
            if (key is { } own)
                _answers.Add(own, answer);
        }
        catch (Exception exception) when (ReplyReader.IsUnreadable(exception))
        {
        }
    }

    public ImmutableArray<ReferenceChange> FindCustomers(string text, int limit) => [.. feed.NewestOf(Customer).Where(change => Contains(change.Json!, text)).Take(limit)];

    private Answer Judge(SaveRequest request)
    {
        if (request.Kind is not (Customer or Item))
            return Refuse(BackOfficeError.Rejected, $"A device does not change any {request.Kind}.");

        var patch = ParseObject(request.Json);
        if (request.Kind == Customer && patch.Any(static member => Accounts.IsKept(member.Key)))
            return Refuse(BackOfficeError.Rejected, "What a customer owes and buys by is kept by the back office.");
        var before = feed.Find(request.Kind, request.Id);
        if (before is not null && request.IsNew)
            return Refuse(BackOfficeError.Rejected, $"There is a {request.Kind} {request.Id} already.");
        if (before is null && !request.IsNew)
            return Refuse(BackOfficeError.NotFound, $"There is no {request.Kind} {request.Id}.");

        var data = before is null ? new() { ["id"] = request.Id } : ParseObject(before);
        MergePatch.Apply(data, patch);
        if (before is null && request.Kind == Customer)
            data["credit_limit"] = 0; // Until the owner says otherwise.
        if (FindFault(request.Kind, request.Id, data) is { } fault)
            return Refuse(BackOfficeError.Rejected, fault);

        var change = new ReferenceChange(request.Kind, request.Id, data.ToJsonString());
        feed.Record(change);
        return new(change, default, "");
    }

    private string? FindFault(string kind, string id, JsonObject data)
    {
        if (Text(data, "id") != id)
            return "An id stays as it is.";
        if (string.IsNullOrWhiteSpace(Text(data, "name")))
            return "A name is wanted.";

        var barcodes = BarcodesOf(data).ToHashSet();
        var taken = barcodes.Count == 0 ? null : feed.NewestOf(Item)
            .Where(other => other.Id != id)
            .SelectMany(other => BarcodesOf(ParseObject(other.Json!)))
            .FirstOrDefault(barcodes.Contains);
        return kind == Item && taken is not null ? $"Another item has the barcode {taken}." : null;
    }

    private static IEnumerable<string> BarcodesOf(JsonObject item) => item["barcodes"] is JsonArray barcodes ? barcodes.Select(barcode => barcode!.GetValue<string>()) : [];

    private static bool Contains(string json, string text)
    {
        var customer = ParseObject(json);
        return Searched.Any(member => Text(customer, member)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
    }

    private static JsonObject ParseObject(string json) =>
        JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new JsonException("An object is expected.");

    private static string? Text(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static Answer Refuse(BackOfficeError error, string message) => new(null, error, message);

    /// <summary>What became of a change: a new state, or a refusal.</summary>
    private sealed record Answer(ReferenceChange? Change, BackOfficeError Error, string Message);
}
