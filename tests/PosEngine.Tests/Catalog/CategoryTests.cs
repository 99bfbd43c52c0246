using PosEngine.Support;

namespace PosEngine.Catalog;

public sealed class CategoryTests
{
    private static readonly CategoryId Drinks = new(ShopReference.Id(1));
    private static readonly CategoryId Cakes = new(ShopReference.Id(2));

    [Fact]
    public async Task They_come_in_the_order_of_the_shop_and_change_with_it()
    {
        await using var till = new TillHost();
        till.List("category", 1, "Drinks", "\"order\": 2, \"colour\": \"#2f5bea\"");
        till.List("category", 2, "Cakes", "\"order\": 1");
        till.List("category", 3, "Bread", "\"order\": 2");
        await till.StartAsync();
        Assert.Equal(["Cakes", "Bread", "Drinks"], till.Pos.Catalog.Categories.Value.Select(category => category.Name));
        Assert.Equal("#2f5bea", till.Pos.Catalog.Categories.Value[2].Colour);

        till.List("category", 2, "Pastry", "\"order\": 9");
        till.BackOffice.RemoveReference("category", $"{ShopReference.Id(3)}");
        await till.PullAsync();
        Assert.Equal(["Drinks", "Pastry"], till.Pos.Catalog.Categories.Value.Select(category => category.Name));

        await till.RestartAsync();
        Assert.Equal(["Drinks", "Pastry"], till.Pos.Catalog.Categories.Value.Select(category => category.Name));
    }

    [Fact]
    public async Task One_that_cannot_be_read_or_says_another_id_is_left_out()
    {
        await using var till = new TillHost();
        till.List("category", 1, "Drinks");
        till.SetReference("category", $"{ShopReference.Id(2)}", ShopReference.Json(ShopReference.Id(3), "Cakes"));
        till.SetReference("category", $"{ShopReference.Id(4)}", $$"""{ "id": "{{ShopReference.Id(4)}}" }""");
        await till.StartAsync();

        Assert.Equal("Drinks", Assert.Single(till.Pos.Catalog.Categories.Value).Name);
    }

    [Fact]
    public async Task Its_items_are_listed_by_name_a_page_at_a_time()
    {
        await using var till = new TillHost();
        foreach (var (number, name) in new[] { (11, "Tea"), (12, "Cola"), (13, "Ale"), (14, "Milk"), (15, "Tea") })
            SetItem(till, number, name, Drinks);
        SetItem(till, 16, "Muffin", Cakes);
        await till.StartAsync();

        var first = await till.Pos.Catalog.ListAsync(Drinks, limit: 2);
        var second = await till.Pos.Catalog.ListAsync(Drinks, first[^1], limit: 2);
        var third = await till.Pos.Catalog.ListAsync(Drinks, second[^1], limit: 2);

        Assert.Equal(["Ale", "Cola", "Milk", "Tea", "Tea"], first.Concat(second).Concat(third).Select(item => item.Name));
        Assert.Equal(5, first.Concat(second).Concat(third).DistinctBy(item => item.Id).Count());
        Assert.Empty(await till.Pos.Catalog.ListAsync(Drinks, third[^1]));
        Assert.Equal("Muffin", Assert.Single(await till.Pos.Catalog.ListAsync(Cakes)).Name);
        Assert.Equal(["Anything", "Coffee"], (await till.Pos.Catalog.ListAsync(null)).Select(item => item.Name));
        Assert.Empty(await till.Pos.Catalog.ListAsync(new CategoryId(ShopReference.Id(99))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Catalog.ListAsync(Drinks, limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Catalog.ListAsync(Drinks, limit: 1_001));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_though_its_last_item_has_gone_or_moved()
    {
        await using var till = new TillHost();
        foreach (var (number, name) in new[] { (11, "Ale"), (12, "Cola"), (13, "Milk"), (14, "Tea") })
            SetItem(till, number, name, Drinks);
        await till.StartAsync();
        var first = await till.Pos.Catalog.ListAsync(Drinks, limit: 2);

        till.BackOffice.RemoveReference("item", $"{ShopReference.Id(12)}");
        SetItem(till, 11, "Ale", Cakes);
        SetItem(till, 15, "Lemonade", Drinks);
        await till.PullAsync();

        Assert.Equal(["Lemonade", "Milk", "Tea"], (await till.Pos.Catalog.ListAsync(Drinks, first[^1])).Select(item => item.Name));
        Assert.Equal("Ale", Assert.Single(await till.Pos.Catalog.ListAsync(Cakes)).Name);
        Assert.Equal(Cakes, (await till.Pos.Catalog.ListAsync(Cakes))[0].CategoryId);
    }

    private static void SetItem(TillHost till, int number, string name, CategoryId category) =>
        till.List("item", number, name, $"\"price\": 100000, \"taxes\": [\"0193b000-0000-7000-8000-000000000020\"], \"category\": \"{category}\"");
}
