using System.Text;
using System.Text.RegularExpressions;
using PosEngine.Pricing;
using PosEngine.Support;

namespace PosEngine.Catalog;

public sealed partial class CatalogFileTests
{
    [Fact]
    public async Task A_file_is_read_with_every_column()
    {
        await using var till = await TillHost.ReadyAsync();

        var count = await ImportAsync(till,
            "\uFEFFSKU,Name,Price,Tax,Barcodes,Category,Weighed,Discountable\r\n"
            + "A1,\"Apples, \"\"red\"\"\",2.99,VAT 5%=5; City tax=+8.8750,4006381333931; 12 ,Fruit,yes,no\r\n"
            + "\r\n"
            + ",Anything,,,,,,\r\n"
            + "f,Fuel,1.75999,,,,NO,TRUE");

        Assert.Equal(3, count);
        var apples = till.Pos.Catalog.FindBySku("a1").Value;
        Assert.Equal("Apples, \"red\"", apples.Name);
        Assert.Equal(Money.Of(2.99m), apples.Price);
        Assert.Equal(["4006381333931", "12"], apples.Barcodes);
        Assert.Equal("Fruit", apples.Category);
        Assert.True(apples.IsWeighed);
        Assert.False(apples.IsDiscountable);
        Assert.Equal(
            [("VAT 5%", Rate.Percent(5), TaxKind.Included), ("City tax", Rate.Percent(8.875m), TaxKind.Added)],
            apples.Taxes.Select(tax => (tax.Name, tax.Rate, tax.Kind)));

        var open = Assert.Single(await till.Pos.Catalog.SearchAsync("anything"));
        Assert.Null(open.Price);
        Assert.Empty(open.Taxes);
        Assert.True(open.IsDiscountable);
        Assert.False(open.IsWeighed);
        Assert.Equal(Money.Of(1.75999m), till.Pos.Catalog.FindBySku("F").Value.Price);
    }

    [Fact]
    public async Task A_file_replaces_the_catalogue_and_its_taxes()
    {
        await using var till = await TillHost.ReadyAsync();

        await ImportAsync(till, "name,price,barcodes\nTea,1.80,77");

        Assert.Equal(RefusalCodes.BarcodeUnknown, till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Refusal?.Code);
        Assert.Equal("Tea", till.Pos.Catalog.FindByBarcode("77").Value.Name);
        Assert.Equal(1, till.Pos.Catalog.Count.Value);
        await till.RestartAsync();
        Assert.Equal("Tea", Assert.Single(await till.Pos.Catalog.SearchAsync("")).Name);
    }

    [Fact]
    public async Task The_same_file_again_gives_the_same_items()
    {
        await using var till = await TillHost.ReadyAsync();
        await ImportAsync(till, "name,price,sku\nTea,1.80,\nCoffee,2.50,C");
        var before = (await till.Pos.Catalog.SearchAsync("")).Select(item => item.Id);

        await ImportAsync(till, "sku,name,price\nc,Coffee with milk,2.70\n,tea,1.90");

        Assert.Equal(before.Order(ById), (await till.Pos.Catalog.SearchAsync("")).Select(item => item.Id).Order(ById));
        Assert.Equal(Money.Of(2.70m), till.Pos.Catalog.FindBySku("C").Value.Price);
    }

    [Theory]
    [InlineData("", 1, "expected a header such as name,price,tax")]
    [InlineData("\n\n", 1, "expected a header")]
    [InlineData("price\n2.50", 1, "a column 'name' is missing")]
    [InlineData("name;price\nCoffee;2.50", 1, "the column 'name;price' is unknown or repeated")]
    [InlineData("name,price,Name\nCoffee,1,2", 1, "the column 'Name' is unknown or repeated")]
    [InlineData("name,price\nCoffee,2.50\n,1.20", 3, "the item has no name")]
    [InlineData("name,price\nCoffee,2,50", 2, "it has 3 fields, the header 2. Put quotes around a field that contains a comma")]
    [InlineData("name,price\nCoffee", 2, "it has 1 fields, the header 2")]
    [InlineData("name,price\nCoffee,\"2,50\"", 2, "'2,50' is no price in EUR; expected a number such as 2.50")]
    [InlineData("name,price\nCoffee,-1", 2, "'-1' is no price")]
    [InlineData("name,price\nCoffee,0.1234567", 2, "at most five decimals")]
    [InlineData("name,price\nCoffee,99999999999999999999", 2, "is no price")]
    [InlineData("name,price\nCoffee,free", 2, "'free' is no price")]
    [InlineData("name,tax\nCoffee,VAT", 2, "'VAT' is no tax; expected a name and a percentage such as 'VAT 20%=20'")]
    [InlineData("name,tax\nCoffee,VAT=", 2, "'VAT=' is no tax")]
    [InlineData("name,tax\nCoffee,=20", 2, "'=20' is no tax")]
    [InlineData("name,tax\nCoffee,VAT=-20", 2, "'VAT=-20' is no tax")]
    [InlineData("name,tax\nCoffee,VAT=20.00001", 2, "'VAT=20.00001' is no tax")]
    [InlineData("name,tax\nCoffee,VAT=1001", 2, "'VAT=1001' is no tax")]
    [InlineData("name,weighed\nCoffee,perhaps", 2, "'perhaps' is neither yes nor no")]
    [InlineData("name,price\nCoffee,2\nTea,1\ncoffee,3", 4, "'coffee' has the same name, SKU or barcode as line 2")]
    [InlineData("name,sku\nCoffee,A\nTea,a", 3, "same name, SKU or barcode as line 2")]
    [InlineData("name,barcodes\nCoffee,1;2\nTea,3;2", 3, "same name, SKU or barcode as line 2")]
    [InlineData("name,price\n\"Coffee,2.50\nTea,1", 2, "a quote is opened and never closed")]
    [InlineData("name,price\n\"Coffee\" black,2.50", 2, "there is text after a closing quote: ' '")]
    [InlineData("name,category\n\"Coffee\nof the day\",\"Hot\ndrinks\"\nTea", 5, "it has 1 fields")]
    public async Task A_wrong_line_is_named_and_changes_nothing(string file, int line, string problem)
    {
        await using var till = await TillHost.ReadyAsync();
        var count = till.Pos.Catalog.Count.Value;

        var exception = await Assert.ThrowsAsync<CatalogFileException>(() => ImportAsync(till, file));

        Assert.Equal(line, exception.Line);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Line {line} ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(count, till.Pos.Catalog.Count.Value);
        Assert.True(till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).IsDone);
    }

    [Fact]
    public async Task A_file_that_is_not_in_utf_8_is_refused_with_the_line()
    {
        await using var till = await TillHost.ReadyAsync();
        using var file = new MemoryStream(Encoding.Latin1.GetBytes("name,price\nTea,1\nCafé,2.50\n"));

        var exception = await Assert.ThrowsAsync<CatalogFileException>(() => till.Pos.Catalog.ImportAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(3, exception.Line);
        Assert.Contains("UTF-8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_or_tax_that_is_repeated_within_a_line_counts_once()
    {
        await using var till = await TillHost.ReadyAsync();
        await ImportAsync(till, "name,price,barcodes,tax\nTea,1.80,77;77,VAT=20;VAT=20");

        var line = till.Pos.Tickets.Start().Scan("77").Value;

        Assert.Single(line.Taxes);
    }

    [Fact]
    public async Task An_import_that_was_cancelled_changes_nothing()
    {
        await using var till = await TillHost.ReadyAsync();
        using var file = new MemoryStream("name\nTea"u8.ToArray());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => till.Pos.Catalog.ImportAsync(file, new CancellationToken(canceled: true)));

        Assert.True(till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).IsDone);
    }

    [Fact]
    public async Task The_examples_of_the_documentation_can_be_read()
    {
        await using var till = await TillHost.ReadyAsync();
        var examples = Example().Matches(await File.ReadAllTextAsync(RepositoryFiles.PathOf("docs", "catalogue.md"), TestContext.Current.CancellationToken)).Select(match => match.Groups["csv"].Value).ToList();

        Assert.Equal(3, examples.Count);
        foreach (var example in examples)
            Assert.Equal(example.Trim().Split('\n').Length - 1, await ImportAsync(till, example));
    }

    [Fact]
    public async Task A_hundred_thousand_items_are_found()
    {
        await using var till = await TillHost.ReadyAsync();
        var file = new StringBuilder("name,price,barcodes,tax\n");
        for (var i = 0; i < 100_000; i++)
            file.Append(null, $"Item {i},{i % 100}.{i % 90 + 10},{4_000_000_000_000 + i},VAT={i % 20}\n");

        Assert.Equal(100_000, await ImportAsync(till, file.ToString()));

        Assert.Equal(100_000, till.Pos.Catalog.Count.Value);
        Assert.Equal("Item 99999", till.Pos.Catalog.FindByBarcode("4000000099999").Value.Name);
        Assert.Equal("Item 7", till.Pos.Catalog.FindByBarcode("4000000000007").Value.Name);
        Assert.Equal(7, (await till.Pos.Catalog.SearchAsync("item 9999", limit: 7)).Count);
    }

    private static readonly Comparer<ItemId> ById = Comparer<ItemId>.Create((left, right) => left.Value.CompareTo(right.Value));

    private static async Task<int> ImportAsync(TillHost till, string file)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return (await till.Pos.Catalog.ImportAsync(stream)).Value;
    }

    [GeneratedRegex(@"^```csv\n(?<csv>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
