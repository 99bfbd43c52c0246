using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Emails;
using BackOffice.Pages;
using BackOffice.Reference;
using BackOffice.Storage;

namespace BackOffice.Editing;

/// <summary>The shop's settings as a form. What stands in the data and not on the form is kept.</summary>
internal static class SettingsEditing
{
    public const string Kind = "settings";
    public const string Id = "shop";

    private static readonly (string Name, string Label, string Type)[] Texts =
    [
        ("shop_name", "Name of the shop", "text"),
        ("address", "Address", "textarea"),
        ("tax_number", "Tax number", "text"),
        ("receipt_header", "At the head of receipts", "textarea"),
        ("receipt_footer", "At the foot of receipts", "textarea"),
        ("time_zone", "Time zone, such as Europe/London", "text"),
        (LetterText.Setting, "Language of receipts by e-mail: en or de, or of a country such as de-AT (none: en)", "text"),
    ];

    private static readonly (string Name, string Label)[] Flags =
    [
        ("shows_stock", "Tills show stock"),
        ("warns_of_negative_stock", "Tills warn of stock below zero"),
        ("pins_are_unique", "No two people have the same PIN: it says who somebody is"),
        ("counts_blind", "Cash is counted blind"),
    ];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>The settings; empty where there are none.</summary>
    public static async Task<JsonObject> FindAsync(StoreSession session) =>
        await ReferenceTable.FindAsync(session, Kind, Id) is { } json ? (JsonObject)JsonNode.Parse(json)! : [];

    public static IReadOnlyList<FormInput> ToForm(JsonObject data) =>
    [
        .. Texts.Select(text => new FormInput(text.Name, text.Label, text.Type, data[text.Name]?.GetValue<string>() ?? "")),
        .. Flags.Select(flag => new FormInput(flag.Name, flag.Label, "checkbox", "true", data[flag.Name]?.GetValue<bool>() ?? false)),
        new("lock_after", "A till locks itself after so many seconds (none: never)", "text", data["lock_after"]?.ToJsonString() ?? ""),
        new("difference_max", "A count that differs by more needs a reason (none: never asked)", "text", data["difference_max"] is { } units ? PageText.Amount(units.GetValue<long>()) : ""),
        new("offline_policy", "What may be done offline, as JSON (none: what each till was set up with)", "textarea", data["offline_policy"]?.ToJsonString(Readable) ?? ""),
    ];

    /// <summary>Changes the data to what the form says.</summary>
    /// <exception cref="FormatException">A field says something impossible; the message is for people.</exception>
    public static void Apply(IFormCollection form, JsonObject data)
    {
        foreach (var (name, _, _) in Texts)
            Set(data, name, form[name].ToString().ReplaceLineEndings("\n").Trim() is { Length: > 0 } text ? JsonValue.Create(text) : null);
        foreach (var (name, _) in Flags)
            data[name] = form[name] == "true";
        Set(data, "lock_after", form["lock_after"].ToString().Trim() is { Length: > 0 } seconds ? ReadSeconds(seconds) : null);
        Set(data, "difference_max", form["difference_max"].ToString().Trim() is { Length: > 0 } amount ? JsonValue.Create(FormAmounts.Read(amount, "A difference")!.Value) : null);
        Set(data, "offline_policy", form["offline_policy"].ToString().Trim() is { Length: > 0 } policy ? ReadPolicy(policy) : null);
    }

    private static void Set(JsonObject data, string name, JsonNode? value)
    {
        data.Remove(name);
        if (value is not null)
            data[name] = value;
    }

    private static JsonValue ReadSeconds(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? JsonValue.Create(seconds)
        : throw new FormatException("The time after which a till locks itself is a whole number of seconds.");

    private static JsonNode ReadPolicy(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) ?? throw new FormatException("The offline policy is an object.");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"The offline policy is no JSON: {problem.Message}", problem);
        }
    }
}
