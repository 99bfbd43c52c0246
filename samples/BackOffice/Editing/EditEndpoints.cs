using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Access;
using BackOffice.Audit;
using BackOffice.Pages;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;
using BackOffice.Tenants;

namespace BackOffice.Editing;

/// <summary>Pages that change things: from forms of our own only.</summary>
internal static class EditEndpoints
{
    private const string New = "new";

    public static void MapEditing(this IEndpointRouteBuilder app)
    {
        var edits = app.MapGroup("").AddEndpointFilter(LocalOnly.CheckAsync).RequireAuthorization();
        foreach (var kind in EditedKind.All)
        {
            edits.MapGet($"/{kind.Path}", (IBackOfficeStore store, CancellationToken token) => ListAsync(kind, store, token));
            edits.MapGet($"/{kind.Path}/{{id}}", (string id, IBackOfficeStore store, CancellationToken token) => ShowAsync(kind, id, store, token));
            edits.MapPost($"/{kind.Path}/{{id}}", (string id, IFormCollection form, IBackOfficeStore store, TimeProvider time, CancellationToken token) =>
                SaveAsync(kind, id, form, store, time, token));
            edits.MapPost($"/{kind.Path}/{{id}}/remove", (string id, IFormCollection form, IBackOfficeStore store, CancellationToken token) =>
                RemoveAsync(kind, id, form, store, token));
        }

        edits.MapGet("/settings", ShowSettingsAsync);
        edits.MapPost("/settings", SaveSettingsAsync);
        edits.MapPost("/pair", PairAsync);
        edits.MapPost("/quarantine/{entry:long}/clear", ClearAsync);
        edits.MapPost("/devices/{device:guid}/verify", VerifyAsync);
    }

    private static Task<IResult> ListAsync(EditedKind kind, IBackOfficeStore store, CancellationToken cancellationToken) =>
        store.ReadAsync<IResult>(async session =>
        {
            var rows = await ReferenceTable.ListKindAsync(session, kind.Kind);
            return new PageResult<EditListPage>(new()
            {
                [nameof(EditListPage.Kind)] = (kind.Path, kind.Plural, kind.Singular),
                [nameof(EditListPage.Rows)] = rows.Select(row => (row.Id, Data: Read(row))).Select(row => (row.Id, Name(row.Data), kind.Describe(row.Data))).ToList(),
            });
        }, cancellationToken);

    private static Task<IResult> ShowAsync(EditedKind kind, string id, IBackOfficeStore store, CancellationToken cancellationToken) =>
        store.ReadAsync<IResult>(async session => await FindAsync(session, kind, id) is { } data
            ? Form(kind, id, data, await NamesAsync(session, kind))
            : await kind.FindGoneAsync(session, id) ?? ProtocolError.NotFound($"There is no such {kind.Singular}."), cancellationToken);

    private static Task<IResult> SaveAsync(
        EditedKind kind, string id, IFormCollection form, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) =>
        store.WriteAsync<IResult>(async session =>
        {
            // What is read here and written again must not change in between.
            await ReferenceTable.LockAsync(session);
            if (await FindAsync(session, kind, id) is not { } data)
                return ProtocolError.NotFound($"There is no such {kind.Singular}.");

            var names = await NamesAsync(session, kind);
            var key = id == New ? Guid.CreateVersion7(time.GetUtcNow()).ToString() : id;
            try
            {
                data["id"] = key;
                kind.Apply(form, data, names);
            }
            catch (FormatException problem)
            {
                return Form(kind, id, data, names, problem.Message);
            }

            var json = data.ToJsonString(ProtocolJson.Options);
            if ((ReferenceData.FindFault(kind.Kind, key, JsonElement.Parse(json)) ?? await kind.FindConflictAsync(session, key, form)) is { } fault)
                return Form(kind, id, data, names, fault);

            await ReferenceTable.SetAsync(session, kind.Kind, key, json);
            return Results.LocalRedirect($"/{kind.Path}");
        }, cancellationToken);

    private static Task<IResult> RemoveAsync(EditedKind kind, string id, IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        _ = form;   // read, so that it has to be one of ours
        return store.WriteAsync<IResult>(async session =>
        {
            await ReferenceTable.LockAsync(session);
            if (!await ReferenceTable.ExistsAsync(session, kind.Kind, id))
                return ProtocolError.NotFound($"There is no such {kind.Singular}.");
            await ReferenceTable.SetAsync(session, kind.Kind, id, data: null);
            return Results.LocalRedirect($"/{kind.Path}");
        }, cancellationToken);
    }

    private static async Task<IResult> PairAsync(HttpContext context, IFormCollection form, TenantStores stores, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = form;
        var code = await Pairing.IssueAsync(stores, TenantOf.Request(context), time, cancellationToken);
        return new PageResult<PairingPage>(new()
        {
            [nameof(PairingPage.Code)] = code.Code,
            [nameof(PairingPage.Expires)] = PageText.Time(code.Expires),
        });
    }

    private static async Task<IResult> ClearAsync(long entry, IFormCollection form, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = form;
        await store.WriteAsync(session => QuarantineTable.ClearAsync(session, entry, time.GetUtcNow()), cancellationToken);
        return Results.LocalRedirect("/quarantine");
    }

    private static async Task<IResult> VerifyAsync(Guid device, IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        _ = form;
        await store.WriteAsync(session => ChainAudit.RepeatAsync(session, device), cancellationToken);
        return Results.LocalRedirect($"/devices/{device}");
    }

    private static PageResult<EditPage> Form(EditedKind kind, string id, JsonObject data, FormNames names, string? problem = null) => new(
        new()
        {
            [nameof(EditPage.Others)] = id != New && kind.IsPersonal ? names.Of(kind.Kind).Where(other => other.Key != id).ToDictionary() : [],
            [nameof(EditPage.Heading)] = id == New ? $"New {kind.Singular}" : Name(data),
            [nameof(EditPage.Address)] = $"/{kind.Path}/{Uri.EscapeDataString(id)}",
            [nameof(EditPage.CanRemove)] = id != New,
            [nameof(EditPage.CanErase)] = id != New && kind.IsPersonal,
            [nameof(EditPage.Problem)] = problem,
            [nameof(EditPage.Inputs)] = kind.ToForm(data, names),
        },
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Task<IResult> ShowSettingsAsync(IBackOfficeStore store, CancellationToken cancellationToken) =>
        store.ReadAsync<IResult>(async session => SettingsForm(await SettingsEditing.FindAsync(session)), cancellationToken);

    private static Task<IResult> SaveSettingsAsync(IFormCollection form, IBackOfficeStore store, CancellationToken cancellationToken) => store.WriteAsync<IResult>(async session =>
    {
        await ReferenceTable.LockAsync(session);
        var data = await SettingsEditing.FindAsync(session);
        try
        {
            SettingsEditing.Apply(form, data);
        }
        catch (FormatException problem)
        {
            return SettingsForm(data, problem.Message);
        }

        var json = data.ToJsonString(ProtocolJson.Options);
        if (ReferenceData.FindFault(SettingsEditing.Kind, SettingsEditing.Id, JsonElement.Parse(json)) is { } fault)
            return SettingsForm(data, fault);
        await ReferenceTable.SetAsync(session, SettingsEditing.Kind, SettingsEditing.Id, json);
        return Results.LocalRedirect("/settings");
    }, cancellationToken);

    private static PageResult<EditPage> SettingsForm(JsonObject data, string? problem = null) => new(
        new()
        {
            [nameof(EditPage.Heading)] = "Settings",
            [nameof(EditPage.Address)] = "/settings",
            [nameof(EditPage.Problem)] = problem,
            [nameof(EditPage.Inputs)] = SettingsEditing.ToForm(data),
        },
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static async Task<FormNames> NamesAsync(StoreSession session, EditedKind kind)
    {
        var names = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var referred in kind.Refers)
            names[referred] = (await ReferenceTable.ListKindAsync(session, referred)).ToDictionary(static row => row.Id, static row => Label(Read(row)));
        return new(names);
    }

    /// <returns>The data as they are; empty for a new one; null where there are none.</returns>
    private static async Task<JsonObject?> FindAsync(StoreSession session, EditedKind kind, string id) =>
        id == New ? []
        : await ReferenceTable.FindAsync(session, kind.Kind, id) is { } json ? (JsonObject?)JsonNode.Parse(json)
        : null;

    private static JsonObject Read(ReferenceRow row) => (JsonObject)JsonNode.Parse(row.Data!)!;

    /// <summary>The name, with the SKU where there is one: variants may have the same name.</summary>
    private static string Label(JsonObject data) => data["sku"]?.GetValue<string>() is { Length: > 0 } sku ? $"{Name(data)} [{sku}]" : Name(data);

    private static string Name(JsonObject data) => data["name"]?.GetValue<string>() ?? "";
}
