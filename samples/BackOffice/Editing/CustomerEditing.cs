using System.Text.Json.Nodes;
using BackOffice.Erasures;
using BackOffice.Pages;
using BackOffice.Storage;

namespace BackOffice.Editing;

internal sealed class CustomerEditing() : EditedKind("customer", "customers", "customer", "Customers")
{
    public override bool IsPersonal => true;

    public override IReadOnlyList<string> Refers => ["price_list", Kind];

    public override IReadOnlyList<FormInput> ToForm(JsonObject data, FormNames names) =>
    [
        new("name", "Name", "text", Text(data, "name")),
        new("email", "E-mail", "email", Text(data, "email")),
        new("phone", "Phone", "tel", Text(data, "phone")),
        new("note", "Note", "text", Text(data, "note")),
        ChoiceInput(data, "price_list", "Buys by the price list", names),
        new("credit_limit", "May owe at most (none: any amount)", "text", data["credit_limit"]?.GetValue<long>() is { } limit ? PageText.Amount(limit) : ""),
    ];

    public override void Apply(IFormCollection form, JsonObject data, FormNames names)
    {
        SetName(data, form);
        SetText(data, "email", form["email"].ToString());
        SetText(data, "phone", form["phone"].ToString());
        SetText(data, "note", form["note"].ToString());
        SetText(data, "price_list", form["price_list"].ToString());
        data.Remove("credit_limit");
        if (FormAmounts.Read(form["credit_limit"].ToString(), "A limit") is { } limit)
            data["credit_limit"] = limit;
    }

    public override Task<IResult?> FindGoneAsync(StoreSession session, string id) => ErasurePages.FindHeldAsync(session, id);

    public override string Describe(JsonObject data) => string.Join(", ", Known(data));

    private static IEnumerable<string> Known(JsonObject data)
    {
        if (Text(data, "email") is { Length: > 0 } email)
            yield return email;
        if (data["owed"]?.GetValue<long>() is { } owed and not 0)
            yield return $"owes {PageText.Amount(owed)}";
        if (data["store_credit"]?.GetValue<long>() is { } credit and not 0)
            yield return $"has {PageText.Amount(credit)}";
        if (data["points"]?.GetValue<long>() is { } points and not 0)
            yield return $"{points} points";
    }
}
