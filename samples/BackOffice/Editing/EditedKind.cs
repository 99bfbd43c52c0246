using System.Text.Json.Nodes;

namespace BackOffice.Editing;

/// <summary>A kind of reference data that people edit on a page: how its data become a form, and a form its data.</summary>
/// <remarks>What stands in the data and not on the form is kept: fields of the future, and of whoever else writes here.</remarks>
internal abstract class EditedKind(string kind, string path, string singular, string plural)
{
    public static IReadOnlyList<EditedKind> All { get; } = [new ItemEditing(), new CustomerEditing(), new EmployeeEditing(), new RoleEditing()];

    /// <summary>As in the protocol.</summary>
    public string Kind { get; } = kind;

    /// <summary>The first part of its addresses.</summary>
    public string Path { get; } = path;

    public string Singular { get; } = singular;

    public string Plural { get; } = plural;

    /// <summary>Whether its data are a person's, who may ask for them to be erased.</summary>
    public virtual bool IsPersonal => false;

    /// <param name="data">As stored; empty for a new one.</param>
    /// <param name="choices">What there is to choose among.</param>
    public abstract IReadOnlyList<FormInput> ToForm(JsonObject data, FormChoices choices);

    /// <summary>Changes the data to what the form says.</summary>
    /// <exception cref="FormatException">A field says something impossible; the message is for people.</exception>
    public abstract void Apply(IFormCollection form, JsonObject data);

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

    protected static void SetName(JsonObject data, IFormCollection form)
    {
        SetText(data, "name", form["name"].ToString());
        if (!data.ContainsKey("name"))
            throw new FormatException("A name is wanted.");
    }
}

/// <summary>What there is to choose among, by id.</summary>
internal sealed record FormChoices(IReadOnlyDictionary<string, string> Taxes, IReadOnlyDictionary<string, string> Roles);

/// <summary>A field of a form.</summary>
/// <param name="Name">Its name in the form.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Type">As in HTML, or "textarea".</param>
/// <param name="Value">What it says.</param>
/// <param name="IsChecked">For a checkbox or a radio button: whether it is.</param>
public sealed record FormInput(string Name, string Label, string Type, string Value, bool IsChecked = false);
