namespace PosEngine.Support;

/// <summary>The short lists of a shop, as its back office sends them.</summary>
internal static class ShopReference
{
    public static Guid Id(int number) => new($"0193b000-0000-7000-8000-0000000f{number:0000}");

    /// <summary>Sets one, with the members that it has besides its id and name.</summary>
    public static void List(this TillHost till, string kind, int number, string name, string more = "") => till.SetReference(kind, $"{Id(number)}", Json(Id(number), name, more));

    public static string Json(Guid id, string name, string more = "") => $$"""{ "id": "{{id}}", "name": "{{name}}"{{(more.Length == 0 ? "" : ", " + more)}} }""";

    public static async Task PullAsync(this TillHost till) => (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
}
