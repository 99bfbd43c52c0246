using System.Globalization;
using System.Reflection;
using System.Text;
using PosEngine.Capabilities;
using PosEngine.Receipts;

namespace PosEngine.Localization;

public sealed class PosTextTests
{
    public static TheoryData<string> Languages => [.. PosText.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void P3_every_code_has_a_text_in_every_language_and_no_text_is_without_a_code(string language)
    {
        var codes = CodesOf(typeof(RefusalCodes)).Concat(CodesOf(typeof(ReasonCodes))).Concat(CodesOf(typeof(Health.HealthCodes))).Concat(CodesOf(typeof(Labels))).ToList();

        Assert.Distinct(codes);
        Assert.Equal(codes.Order(StringComparer.Ordinal), PosText.Read(language).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void P3_no_text_is_empty_or_untidy(string language) => Assert.All(PosText.Read(language), text =>
    {
        Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key);
        Assert.Equal(text.Value.Trim(), text.Value);
        Assert.DoesNotContain("  ", text.Value, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_placeholders_are_the_same_in_every_language(string language)
    {
        var english = PosText.Read("en");

        Assert.All(PosText.Read(language), text => Assert.Equal(Placeholders(english[text.Key]), Placeholders(text.Value)));
    }

    [Theory]
    [InlineData("de-AT", "de-AT", "Keine Internetverbindung")]
    [InlineData("de", "de-DE", "Keine Internetverbindung")]
    [InlineData("en-GB", "en-GB", "No internet connection")]
    [InlineData("fr-FR", "fr-FR", "No internet connection")]
    [InlineData("", "", "No internet connection")]
    public void The_words_are_those_of_the_nearest_language_and_English_where_none_is_near(string asked, string culture, string message)
    {
        var text = new PosText(CultureInfo.GetCultureInfo(asked), Currency.EUR);

        Assert.Equal(culture, text.Culture.Name);
        Assert.Equal(message, text.Of(ReasonCodes.NoInternet));
    }

    [Theory]
    [InlineData("en-GB", "GBP", "£12.50 is still to be paid.")]
    [InlineData("de", "EUR", "Es sind noch 12,50 € zu zahlen.")]
    [InlineData("de-CH", "CHF", "Es sind noch CHF 12.50 zu zahlen.")]
    [InlineData("en-US", "JPY", "13 JPY is still to be paid.")]
    public void Amounts_are_written_in_the_currency_and_culture_of_the_engine(string culture, string currency, string message)
    {
        var money = currency == "JPY" ? 13m : 12.5m;
        var text = new PosText(CultureInfo.GetCultureInfo(culture), Currency.FromCode(currency));

        Assert.Equal(message, text.Of(RefusalCodes.PaymentShort, Money.Of(money)));
    }

    [Theory]
    [InlineData("en", "Unsynchronised", "Synchronised", "Needs attention")]
    [InlineData("de", "Unsynchronisiert", "Synchronisiert", "Benötigt Aufmerksamkeit")]
    public void The_state_of_a_receipt_has_a_name(string language, params string[] names)
    {
        var text = new PosText(CultureInfo.GetCultureInfo(language), Currency.EUR);

        Assert.Equal(names, Enum.GetValues<SyncState>().Select(text.Of));
    }

    [Fact]
    public void A_refusal_carries_its_code_and_its_message()
    {
        var refusal = new PosText(CultureInfo.GetCultureInfo("en"), Currency.EUR).Refuse(RefusalCodes.BarcodeUnknown, "4006381333931");

        Assert.Equal(RefusalCodes.BarcodeUnknown, refusal.Code);
        Assert.Equal("No item has the barcode 4006381333931.", refusal.Message);
        Assert.Null(refusal.Decision);
    }

    [Fact]
    public void An_embedder_can_add_texts_and_reword_shipped_ones()
    {
        var text = new PosText(CultureInfo.GetCultureInfo("de"), Currency.EUR, new Dictionary<string, string>
        {
            ["refund_too_large"] = "Über {0} bitte die Chefin holen.",
            [RefusalCodes.PinWrong] = "Falsch.",
        });

        Assert.Equal("Über 50,00 € bitte die Chefin holen.", text.Of("refund_too_large", Money.Of(50)));
        Assert.Equal("Falsch.", text.Of(RefusalCodes.PinWrong));
    }

    [Fact]
    public void A_code_without_a_text_is_a_fault() =>
        Assert.Throws<KeyNotFoundException>(() => new PosText(CultureInfo.InvariantCulture, Currency.EUR).Of("no_such_code"));

    private static IEnumerable<string> CodesOf(Type constants) => constants
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<int> Placeholders(string text)
    {
        var count = CompositeFormat.Parse(text).MinimumArgumentCount;
        return Enumerable.Range(0, count).Where(index => text.Contains($"{{{index}}}", StringComparison.Ordinal));
    }
}
