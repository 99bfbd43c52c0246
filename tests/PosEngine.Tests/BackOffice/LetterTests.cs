using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice;
using BackOffice.Emails;
using BackOffice.Protocol;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Journal;
using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>Whole letters, as a customer reads them, and the languages that they are in.</summary>
public sealed class LetterTests
{
    private static readonly LetterShop Shop = new("Café Zentral", "12 High Street\nDublin 2", "IE 1234567 FA", "Open daily from 8 to 6", "Thank you, and see you soon!");
    private static readonly LetterFacts Facts = new("Ann", "Carla Jones", Points: 1_234);

    /// <summary>Of a customer who eats in, collects points, and pays a part with a gift card.</summary>
    private static readonly Receipt Sale = TestPapers.Everything with
    {
        CustomerId = new(new("0197a000-0000-7000-8000-0000000000c1")),
        DiningOption = "Eat in",
        Lines = TestPapers.Everything.Lines.SetItem(0, TestPapers.Everything.Lines[0] with { Points = 12 }),
        Payments =
        [
            new(new(new("0197a000-0000-7000-8000-0000000000f1")), new() { Id = new(new("0197a000-0000-7000-8000-0000000000f2")), Name = "Voucher card", Kind = PaymentKind.GiftCard }, Money.Of(9)) { Code = "6006-4711" },
            new(new(new("0197a000-0000-7000-8000-0000000000f3")), new() { Id = new(new("0197a000-0000-7000-8000-0000000000f4")), Name = "Points", Kind = PaymentKind.Points }, Money.Of(1)) { Points = 100 },
            TestPapers.Everything.Payments[1],
        ],
    };

    public static TheoryData<string, string> Letters => new(
        from name in new[] { "sale", "refund", "price-reduction", "exchange", "taken-back", "copy" }
        from culture in new[] { "en-IE", "de-DE" }
        select (name, culture));

    [Theory]
    [MemberData(nameof(Letters))]
    public async Task A_letter_looks_like_this_in_both_its_forms(string name, string culture)
    {
        var (receipt, facts) = name switch
        {
            "sale" => (Sale, Facts),
            "refund" => (TestPapers.Refund, new LetterFacts("Ann")),
            "price-reduction" => (TestPapers.PriceReduction, new LetterFacts("Ann")),
            "exchange" => (TestPapers.Exchange, new LetterFacts("Ann")),
            "taken-back" => (TestPapers.TakenBack, new LetterFacts("Ann")),
            _ => (Sale, Facts with { Copy = 1 }),
        };
        var letter = Write(receipt, facts, culture);

        Approve(ReceiptEmail.Write(letter), $"letter.{name}.{culture}.txt");
        Approve(await RenderAsync(letter), $"letter.{name}.{culture}.html");
    }

    [Theory]
    [InlineData("en-IE")]
    [InlineData("de-DE")]
    public async Task Both_forms_say_the_same(string culture)
    {
        var letter = Write(Sale, Facts with { Copy = 2 }, culture);
        string[] said =
        [
            letter.Title, letter.Mark!, .. letter.Facts, .. letter.Lines.SelectMany(static line => line.Details.Append(line.Name).Append(line.Amount)), letter.Total.Amount,
            .. letter.Adjustments.Concat(letter.Paid).Concat(letter.Points).SelectMany(static row => new[] { row.Name, row.Amount }),
            .. letter.Taxes.SelectMany(static tax => new[] { tax.Name, tax.Rate, tax.Net, tax.Amount }), .. letter.Foot, Shop.Name!, .. Shop.Head,
        ];

        Assert.All(new[] { ReceiptEmail.Write(letter), WebUtility.HtmlDecode(await RenderAsync(letter)) }, form => Assert.All(said, words => Assert.Contains(words, form)));
    }

    [Fact]
    public void The_languages_have_the_same_words_and_no_letter_says_more_of_a_gift_card_than_its_end()
    {
        var words = LetterText.Languages.ToDictionary(static language => language, Words);

        Assert.Equal(["de", "en"], words.Keys);
        Assert.Equal(words["en"].Keys.Order(StringComparer.Ordinal), words["de"].Keys.Order(StringComparer.Ordinal));
        Assert.All(words["en"], text => Assert.Equal(Holes(text.Value), Holes(words["de"][text.Key])));
        Assert.All(words.Values, static texts => Assert.DoesNotContain(texts, static text => string.IsNullOrWhiteSpace(text.Value)));
        var letter = ReceiptEmail.Write(Write(Sale, Facts, "en-IE"));
        Assert.Contains("Voucher card …4711", letter);
        Assert.DoesNotContain("6006", letter);
    }

    [Theory]
    [InlineData("""{}""", "en-GB")]
    [InlineData("""{"language":"en"}""", "en-GB")]
    [InlineData("""{"language":"de"}""", "de-DE")]
    [InlineData("""{"language":"de-AT"}""", "de-AT")]
    [InlineData("""{"language":"en-US"}""", "en-US")]
    [InlineData("""{"language":"fr-FR"}""", "en-GB")]
    [InlineData("""{"language":"de-ZZ"}""", "en-GB")]
    [InlineData("""{"language":"deutsch"}""", "en-GB")]
    public void The_language_is_the_shops_and_English_where_it_has_none_that_there_are_words_for(string settings, string culture) =>
        Assert.Equal(culture, LetterText.CultureOf((JsonObject)JsonNode.Parse(settings)!).Name);

    [Theory]
    [InlineData("de-DE", "EUR", 1_234_567_00000, "1.234.567,00 €")]
    [InlineData("de-DE", "GBP", -250_000, "-2,50 GBP")]
    [InlineData("en-GB", "GBP", -250_000, "-£2.50")]
    [InlineData("en-IE", "EUR", 12_345, "€0.12345")]
    [InlineData("en-GB", "JPY", 50_000_000, "500 JPY")]
    [InlineData("en-GB", "KWD", 100_500, "1.005 KWD")]
    public void Amounts_are_written_as_in_the_country_and_with_the_decimals_of_their_currency(string culture, string currency, long amount, string expected) =>
        Assert.Equal(expected, new LetterText(CultureInfo.GetCultureInfo(culture), currency).Money(amount).Replace('\u00a0', ' '));

    private static Letter Write(Receipt receipt, LetterFacts facts, string culture) => Letter.Of(
        JsonSerializer.Deserialize<LetterReceipt>(JournalJson.Object(writer => new ReceiptRecorded(receipt, []).WriteMembers(writer)), ProtocolJson.Options)!,
        receipt.CompletedAt, Shop, facts, new LetterText(CultureInfo.GetCultureInfo(culture), receipt.Currency.Code));

    private static async Task<string> RenderAsync(Letter letter)
    {
        await using var services = new ServiceCollection().AddLogging().AddScoped<HtmlRenderer>().BuildServiceProvider();
        return await new ReceiptEmail(services.GetRequiredService<IServiceScopeFactory>(), BackOfficeOptions.Parse([])).RenderAsync(letter);
    }

    private static Dictionary<string, string> Words(string language) => JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllText(RepositoryFiles.PathOf("samples", "BackOffice", "Emails", "Words", $"{language}.json")))!;

    private static int Holes(string text) => System.Text.CompositeFormat.Parse(text).MinimumArgumentCount;

    private static void Approve(string text, string file) => ApprovedFile.Matches(text, typeof(LetterTests), "BackOffice", "Approved", file);
}
