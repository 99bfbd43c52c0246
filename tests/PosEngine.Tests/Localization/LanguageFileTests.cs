using System.Globalization;
using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Support;

namespace PosEngine.Localization;

public sealed class LanguageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_adds_a_language_and_what_it_leaves_out_is_said_in_English()
    {
        var text = new PosText(CultureInfo.GetCultureInfo("fr-BE"), Currency.EUR, languageFiles: [Write("fr.json", """{ "no_internet": "Pas de connexion Internet", }""")]);

        Assert.Equal("Pas de connexion Internet", text.Of(ReasonCodes.NoInternet));
        Assert.Equal("Please sign in first.", text.Of(RefusalCodes.NotSignedIn));
        Assert.Equal("fr-BE", text.Culture.Name);
    }

    [Fact]
    public void The_nearest_file_is_taken_and_a_shipped_language_can_be_reworded()
    {
        string[] files = [Write("fr.json", """{ "no_internet": "fr" }"""), Write("fr-CA.json", """{ "no_internet": "fr-CA" }"""), Write("de.json", """{ "no_internet": "Kein Netz" }""")];

        Assert.Equal("fr-CA", new PosText(CultureInfo.GetCultureInfo("fr-CA"), Currency.EUR, languageFiles: files).Of(ReasonCodes.NoInternet));
        Assert.Equal("fr", new PosText(CultureInfo.GetCultureInfo("fr-CH"), Currency.EUR, languageFiles: files).Of(ReasonCodes.NoInternet));
        var german = new PosText(CultureInfo.GetCultureInfo("de-AT"), Currency.EUR, languageFiles: files);
        Assert.Equal(("Kein Netz", "Bar"), (german.Of(ReasonCodes.NoInternet), german.Of(Labels.Cash)));
    }

    [Fact]
    public async Task A_till_speaks_the_language_of_its_file()
    {
        var file = Write("fr.json", """{ "no_internet": "Pas de connexion Internet", "cash": "Espèces" }""");
        await using var till = await TillHost.ReadyAsync(options =>
        {
            options.Language = new("fr-FR");
            options.LanguageFiles.Add(file);
        });
        till.GoOffline();

        Assert.Equal("Pas de connexion Internet", (await till.Pos.Sync.SyncNowAsync()).Refusal?.Message);
        Assert.Equal("Espèces", till.Pos.Checkout.PaymentTypes[0].Name);
    }

    [Fact]
    public void A_translator_is_told_what_is_missing()
    {
        var missing = LanguageFile.FindMissing(Write("fr.json", """{ "no_internet": "Pas de connexion Internet" }"""));

        Assert.DoesNotContain("no_internet", missing);
        Assert.Equal(PosText.Read("en").Count - 1, missing.Count);
        Assert.Empty(LanguageFile.FindMissing(Write("nl.json", JsonSerializer.Serialize(PosText.Read("en")))));
    }

    [Theory]
    [InlineData("fr.json", "no json", "is not JSON of codes and texts")]
    [InlineData("fr.json", "[]", "is not JSON of codes and texts")]
    [InlineData("fr.json", """{ "no_internet": 7 }""", "has no text for 'no_internet'")]
    [InlineData("fr.json", """{ "no_internet": " " }""", "has no text for 'no_internet'")]
    [InlineData("fr.json", """{ "no_internet": "{0}" }""", "'no_internet' has a placeholder that the English text has not")]
    [InlineData("fr.json", """{ "payment_short": "{x" }""", "'payment_short' has braces that are no placeholder")]
    [InlineData("klingonish.json", "{}", "is named after no language")]
    public void A_file_that_cannot_be_used_is_refused_when_the_engine_is_made_with_what_to_do(string name, string json, string message)
    {
        var file = Write(name, json);

        var exception = Assert.Throws<PosEngineException>(() => new PosText(CultureInfo.GetCultureInfo("en"), Currency.EUR, languageFiles: [file]));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.Contains("cannot be read", Assert.Throws<PosEngineException>(() => new PosText(CultureInfo.GetCultureInfo("en"), Currency.EUR, languageFiles: [_folder.PathOf("fr.json")])).Message, StringComparison.Ordinal);

    private string Write(string name, string json)
    {
        var path = _folder.PathOf(name);
        File.WriteAllText(path, json);
        return path;
    }
}
