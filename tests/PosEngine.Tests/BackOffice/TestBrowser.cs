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

    public static async Task<TestBrowser> SignInAsync(RunningBackOffice office)
    {
        var browser = new TestBrowser(office);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync("/sign-in", "/sign-in", ("token", RunningBackOffice.AdminToken))).Status);
        return browser;
    }

    public async Task<string> ShowAsync(string path) => await _http.GetStringAsync(path);

    /// <summary>Sends a form of a page.</summary>
    /// <param name="page">Where the form is.</param>
    /// <param name="action">Where it goes.</param>
    /// <param name="fields">What is filled in; everything else stays empty.</param>
    public async Task<(HttpStatusCode Status, string Text)> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var form = (await ShowAsync(page)).Split("<form ").Single(form => form.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        var key = WebUtility.HtmlDecode(form.Split($"name=\"{FormField}\" value=\"")[1].Split('"')[0]);
        return await PostAsync(action, [(FormField, key), .. fields]);
    }

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _http.PostAsync(action, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
