using PuppeteerSharp;

namespace PosEngine.BackOffice;

/// <summary>The browser that the machine has, without a window. Tests that ask for it are skipped where there is none.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    public static async Task<IBrowser> StartAsync()
    {
        if (Find() is not { } path)
        {
            Assert.Skip("There is no Chromium: neither CHROMIUM nor PATH names one.");
            return null!;
        }

        return await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            DefaultViewport = new() { Width = 1280, Height = 800 },
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-prefers-color-scheme=light"],   // CI runs as root, in containers with little shared memory
        });
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } told)
            return told;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
