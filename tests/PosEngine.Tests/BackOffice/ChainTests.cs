using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BackOffice.Ingest;

namespace PosEngine.BackOffice;

/// <summary>The back office's own chain, the test vectors of docs/protocol.md and sha256sum: three that must agree.</summary>
public sealed partial class ChainTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFiles.PathOf("docs", "protocol.md"));
    private static readonly string Vectors = Page[Page.IndexOf("## Test vectors", StringComparison.Ordinal)..];

    [Fact]
    public void D3_the_chain_is_the_one_of_the_test_vectors()
    {
        var device = Guid.Parse(DevicePattern().Match(Vectors).Groups["id"].Value);
        var hashes = new List<byte[]> { Chain.Genesis(device) };
        Assert.Equal(GenesisPattern().Match(Vectors).Groups["hash"].Value, Convert.ToHexStringLower(hashes[0]));

        foreach (Match entry in EntryPattern().Matches(Vectors))
        {
            var sequence = int.Parse(entry.Groups["sequence"].Value, CultureInfo.InvariantCulture);
            var body = Encoding.UTF8.GetBytes(entry.Groups["body"].Value);
            var hash = Chain.Next(hashes[sequence - 1], sequence, body);

            Assert.Equal(entry.Groups["bytes"].Value, body.Length.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(entry.Groups["hash"].Value, Convert.ToHexStringLower(hash));
            if (sequence == hashes.Count)
                hashes.Add(hash);
        }

        Assert.Equal(7, hashes.Count);
    }

    [Fact]
    public async Task D3_the_test_vectors_are_what_sha256sum_makes_of_the_commands_beside_them()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/basenc") && File.Exists("/usr/bin/sha256sum"), "The commands want GNU coreutils.");
        var commands = Vectors.Split("```sh\n")[1].Split("```")[0];

        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", commands])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryFiles.PathOf("."),
        })!;
        var made = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal(0, shell.ExitCode);
        Assert.Equal(VectorPattern().Matches(Vectors).Select(vector => vector.Groups["hash"].Value), made.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex("chain of device `(?<id>[0-9a-f-]{36})`")]
    private static partial Regex DevicePattern();

    [GeneratedRegex("Genesis: `(?<hash>[0-9a-f]{64})`")]
    private static partial Regex GenesisPattern();

    [GeneratedRegex("Entry (?<sequence>[0-9]+)[^\n]*, (?<bytes>[0-9]+) bytes: `(?<hash>[0-9a-f]{64})`\n\n```json\n(?<body>[^\n]*)\n```")]
    private static partial Regex EntryPattern();

    [GeneratedRegex(": `(?<hash>[0-9a-f]{64})`\n")]
    private static partial Regex VectorPattern();
}
