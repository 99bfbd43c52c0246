using System.Globalization;
using System.Text.Json.Nodes;
using BackOffice.Storage;

namespace BackOffice.Editing;

/// <summary>A kind of reference data that people edit on a page: how its data become a form, and a form its data.</summary>
/// <remarks>What stands in the data and not on the form is kept: fields of the future, and of whoever else writes here.</remarks>
internal abstract class EditedKind(string kind, string path, string singular, string plural)
{
    public static IReadOnlyList<EditedKind> All { get; } =
    [
        new ItemEditing(), new CategoryEditing(), new DiscountEditing(), new DiningOptionEditing(), new PredefinedTicketEditing(), new PriceListEditing(), new CustomerEditing(), new EmployeeEditing(), new RoleEditing(),
    ];

    /// <summary>As in the protocol.</summary>
    public string Kind { get; } = kind;

    /// <summary>The first part of its addresses.</summary>
    public string Path { get; } = path;

    public string Singular { get; } = singular;

    public string Plural { get; } = plural;

    /// <summary>Whether its data are a person's, who may ask for them to be erased.</summary>
    public virtual bool IsPersonal => false;

    /// <summary>The kinds that it refers to.</summary>
    public virtual IReadOnlyList<string> Refers => [];

    /// <param name="data">As stored; empty for a new one.</param>
    /// <param name="names">What it can refer to.</param>
    public abstract IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names);

    /// <summary>Changes the data to what the form says.</summary>
    /// <exception cref="FormatException">A field says something impossible; the message is for people.</exception>
    public abstract void Apply(IFormCollection form, JsonObject data, FormNames names);

    /// <summary>Looks for what stands in the way of saving it beside all others.</summary>
    /// <returns>For people; null for nothing.</returns>
    public virtual Task<string?> FindConflictAsync(StoreSession session, string id, IFormCollection form) => Task.FromResult<string?>(null);

    /// <summary>What is shown of one that is not there any more; null where there is nothing to say.</summary>
    public virtual Task<IResult?> FindGoneAsync(StoreSession session, string id) => Task.FromResult<IResult?>(null);

    /// <summary>What the list shows beside the name.</summary>
    public abstract string Describe(JsonObject data);

    protected static string Text(JsonObject data, string name) => data[name]?.GetValue<string>() ?? "";

    /// <summary>Sets a text, or removes the field where there is none.</summary>
    protected static void SetText(JsonObject data, string name, string value)
    {
        if (value.Trim() is { Length: > 0 } text)
            data[name] = text;
        else
            data.Remove(name);
    }

    protected static FormInput NameInput(JsonObject data) => new("name", "Name", "text", Text(data, "name"));

    /// <summary>A choice of one of a kind, or none.</summary>
    protected static FormInput ChoiceInput(JsonObject data, string name, string label, FormNames names) =>
        new(name, label, "select", Text(data, name)) { Choices = new Dictionary<string, string>(names.Of(name)) { [""] = "" } };

    protected static FormInput OrderInput(JsonObject data) =>
        new("order", "Place (the lower comes first)", "number", (data["order"]?.GetValue<int>() ?? 0).ToString(CultureInfo.InvariantCulture));

    protected static void SetOrder(JsonObject data, IFormCollection form)
    {
        var text = form["order"].ToString();
        if (!int.TryParse(text.Length == 0 ? "0" : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var order))
            throw new FormatException("A place is a whole number.");
        data["order"] = order;
    }

    protected static void SetFlag(JsonObject data, IFormCollection form, string name) => data[name] = form[name] == "true";

    protected static bool Flag(JsonObject data, string name) => data[name]?.GetValue<bool>() ?? false;

    protected static void SetName(JsonObject data, IFormCollection form)
    {
        SetText(data, "name", form["name"].ToString());
        if (!data.ContainsKey("name"))
            throw new FormatException("A name is wanted.");
    }
}

/// <summary>What reference data can refer to: names by id, of each kind that the form asks for.</summary>
internal sealed class FormNames(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> names)
{
    public IReadOnlyDictionary<string, string> Of(string kind) => names[kind];
}

/// <summary>A field of a form.</summary>
/// <param name="Name">Its name in the form.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Type">As in HTML, or "textarea".</param>
/// <param name="Value">What it says.</param>
/// <param name="IsChecked">For a checkbox or a radio button: whether it is.</param>
public sealed record FormInput(string Name, string Label, string Type, string Value, bool IsChecked = false)
{
    /// <summary>For a choice: the names of what can be chosen, by value.</summary>
    public IReadOnlyDictionary<string, string>? Choices { get; init; }
}
