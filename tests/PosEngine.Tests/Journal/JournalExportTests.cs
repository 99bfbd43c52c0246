using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PosEngine.BackOffice;
using PosEngine.Support;

namespace PosEngine.Journal;

/// <summary>The portable file: whole or not, and taken by a back office exactly once.</summary>
public sealed class JournalExportTests(SqliteOffice fixture) : IClassFixture<SqliteOffice>
{
    [Fact]
    public async Task D7_what_is_unsynchronised_reaches_the_back_office_by_file_exactly_once()
    {
        await using var till = await SoldOfflineAsync(sales: 3);
        using var file = new MemoryStream();

        var export = await till.Pos.Journal.ExportAsync(file);

        Assert.Equal((till.Pos.Journal.Acknowledged.Value + 1, till.Pos.Journal.Head.Value), (export.First, export.Last));
        Assert.Equal(new JournalFileVerification(till.Pos.Device.Id, export.Entries, null), await VerifyAsync(file));

        // The office has what the till pushed before it went offline: here that comes by file too.
        using var earlier = new MemoryStream();
        await till.Pos.Journal.ExportAsync(earlier, JournalScope.All);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(earlier)).StatusCode);
        for (var i = 0; i < 2; i++)
        {
            var reply = await (await ImportAsync(file)).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal((export.Entries, export.Last), (reply.GetProperty("entries").GetInt64(), reply.GetProperty("acked_through").GetInt64()));
        }

        var summary = await SummaryAsync(till);
        Assert.Equal(export.Last, summary.GetProperty("entries").GetInt64());
        Assert.Equal((3, 3 * 500_000L), (summary.GetProperty("receipts").GetInt32(), summary.GetProperty("gross").GetInt64()));
        Assert.True(summary.GetProperty("chain_valid").GetBoolean());
    }

    [Fact]
    public async Task A_file_that_does_not_follow_what_the_back_office_has_takes_nothing()
    {
        await using var till = await SoldOfflineAsync(sales: 1);
        using var file = new MemoryStream();
        await till.Pos.Journal.ExportAsync(file);

        var answer = await ImportAsync(file);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("gap", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_changed_byte_of_a_file_is_found()
    {
        await using var till = await SoldOfflineAsync(sales: 2);
        using var file = new MemoryStream();
        await till.Pos.Journal.ExportAsync(file, JournalScope.All);
        var plain = Unzip(file.ToArray());

        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var changed = plain.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False((await VerifyAsync(Zip(changed))).IsValid, $"Change {i} was not found.");
        }
    }

    [Fact]
    public async Task A_file_that_ends_too_early_is_not_whole_and_its_beginning_can_be_imported()
    {
        await using var till = await SoldOfflineAsync(sales: 2);
        using var file = new MemoryStream();
        var export = await till.Pos.Journal.ExportAsync(file, JournalScope.All);
        var lines = Encoding.UTF8.GetString(Unzip(file.ToArray())).Split('\n');
        using var cut = Zip(Encoding.UTF8.GetBytes(string.Join('\n', lines[..^2]) + "\n"));

        Assert.Equal(new JournalFileVerification(till.Pos.Device.Id, export.Entries, "The file ends too early."), await VerifyAsync(cut));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ImportAsync(cut)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(file)).StatusCode);
        Assert.Equal(export.Entries, (await SummaryAsync(till)).GetProperty("entries").GetInt64());
    }

    [Fact]
    public async Task An_export_of_nothing_is_a_valid_file_of_nothing()
    {
        await using var till = await TillHost.ReadyAsync();
        using var file = new MemoryStream();

        var export = await till.Pos.Journal.ExportAsync(file);

        Assert.Equal(0, export.Entries);
        Assert.Equal(new JournalFileVerification(till.Pos.Device.Id, 0, null), await VerifyAsync(file));
    }

    [Fact]
    public async Task Personal_data_travels_beside_its_entry()
    {
        await using var till = await SoldOfflineAsync(sales: 1);
        (await till.Pos.Receipts.EmailAsync(till.Pos.Receipts.Latest.Value!.Id, "ann@example.com")).EnsureDone();
        using var file = new MemoryStream();
        await till.Pos.Journal.ExportAsync(file, JournalScope.All);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(file)).StatusCode);

        var text = Encoding.UTF8.GetString(Unzip(file.ToArray()));

        Assert.Equal(2, text.Split("ann@example.com").Length);
        Assert.DoesNotContain("ann@example.com", string.Concat(await till.EntriesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S10_entries_without_bodies_are_skipped_where_they_are_known_and_a_gap_where_they_are_not()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.JournalRetention = TimeSpan.FromDays(2));
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        using var whole = new MemoryStream();
        await till.Pos.Journal.ExportAsync(whole, JournalScope.All);
        till.BackOffice.PrunableThrough = long.MaxValue;
        till.Time.Advance(TimeSpan.FromDays(3));
        await till.RestartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        Assert.True((await till.Pos.Journal.VerifyAsync()).Archived > 0);
        using var pruned = new MemoryStream();
        var export = await till.Pos.Journal.ExportAsync(pruned, JournalScope.All);

        Assert.Equal(HttpStatusCode.Conflict, (await ImportAsync(pruned)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(whole)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(pruned)).StatusCode);

        var summary = await SummaryAsync(till);
        Assert.Equal(export.Last, summary.GetProperty("entries").GetInt64());
        Assert.True(summary.GetProperty("chain_valid").GetBoolean());
    }

    private static async Task<TillHost> SoldOfflineAsync(int sales)
    {
        // Each installation of a fixture's office needs a number of its own.
        var till = await TillHost.ReadyAsync();
        till.GoOffline();
        for (var i = 0; i < sales; i++)
            await till.SellAsync();
        return till;
    }

    private static Task<JournalFileVerification> VerifyAsync(MemoryStream file)
    {
        file.Position = 0;
        return JournalFile.VerifyAsync(file);
    }

    private async Task<HttpResponseMessage> ImportAsync(MemoryStream file) =>
        await fixture.Office.Admin.PostAsync(new Uri("v1/admin/journals", UriKind.Relative), new ByteArrayContent(file.ToArray()));

    private async Task<JsonElement> SummaryAsync(TillHost till) =>
        (await fixture.Office.GetAsync($"v1/admin/devices/{till.Pos.Device.Id}/summary", fixture.Office.Admin)).Json;

    private static byte[] Unzip(byte[] file)
    {
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static MemoryStream Zip(byte[] plain)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(plain);
        file.Position = 0;
        return file;
    }
}
