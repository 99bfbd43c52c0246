using System.Net;

namespace PosEngine.BackOffice;

/// <summary>What a person does at the pages: reads one, fills in a form of it, sends it with everything that was hidden in it.</summary>
internal sealed class TestBrowser : IDisposable
{
    public const string FormField = "__RequestVerificationToken";

    private readonly HttpClient _http;

    private TestBrowser(RunningBackOffice office) =>
        _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = office.Address };

    public static TestBrowser Open(RunningBackOffice office) => new(office);

    public static async Task<TestBrowser> SignInAsync(RunningBackOffice office, string token = RunningBackOffice.AdminToken)
    {
        var browser = new TestBrowser(office);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync("/sign-in", "/sign-in", ("token", token))).Status);
        return browser;
    }

    public async Task<string> ShowAsync(string path) => await _http.GetStringAsync(path);

    /// <summary>Asks for a page that may be refused.</summary>
    public async Task<(HttpStatusCode Status, string Text)> AskAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form of a page.</summary>
    /// <param name="page">Where the form is.</param>
    /// <param name="action">Where it goes.</param>
    /// <param name="fields">What is filled in; everything else stays empty.</param>
    public async Task<(HttpStatusCode Status, string Text)> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var form = (await ShowAsync(page)).Split("<form ").Single(form => form.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        return await PostAsync(action, [KeyOf(form), .. fields]);
    }

    /// <summary>Sends a form that no page has, with the key of one that is there.</summary>
    public async Task<(HttpStatusCode Status, string Text)> ForgeAsync(string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [KeyOf(await ShowAsync("/")), .. fields]);

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _http.PostAsync(action, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private static (string Name, string Value) KeyOf(string html) =>
        (FormField, WebUtility.HtmlDecode(html.Split($"name=\"{FormField}\" value=\"")[1].Split('"')[0]));
}
