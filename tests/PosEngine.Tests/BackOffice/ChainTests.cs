using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BackOffice.Ingest;

namespace PosEngine.BackOffice;

/// <summary>The back office's own chain against the test vectors of docs/protocol.md, which were made with sha256sum.</summary>
public sealed partial class ChainTests
{
    private static readonly string Protocol = File.ReadAllText(RepositoryFiles.PathOf("docs", "protocol.md"));

    [Fact]
    public void D3_the_chain_is_the_one_that_sha256sum_makes()
    {
        var device = Guid.Parse(DevicePattern().Match(Protocol).Groups["id"].Value);
        var hash = Chain.Genesis(device);
        Assert.Equal(GenesisPattern().Match(Protocol).Groups["hash"].Value, Convert.ToHexStringLower(hash));

        var entries = EntryPattern().Matches(Protocol);
        Assert.True(entries.Count >= 2);
        foreach (Match entry in entries)
        {
            var body = Encoding.UTF8.GetBytes(entry.Groups["body"].Value);
            hash = Chain.Next(hash, long.Parse(entry.Groups["sequence"].Value, CultureInfo.InvariantCulture), body);

            Assert.Equal(int.Parse(entry.Groups["bytes"].Value, CultureInfo.InvariantCulture), body.Length);
            Assert.Equal(entry.Groups["hash"].Value, Convert.ToHexStringLower(hash));
        }
    }

    [GeneratedRegex("chain of device `(?<id>[0-9a-f-]{36})`")]
    private static partial Regex DevicePattern();

    [GeneratedRegex("Genesis: `(?<hash>[0-9a-f]{64})`")]
    private static partial Regex GenesisPattern();

    [GeneratedRegex("Entry (?<sequence>[0-9]+), (?<bytes>[0-9]+) bytes: `(?<hash>[0-9a-f]{64})`\n\n```json\n(?<body>[^\n]*)\n```")]
    private static partial Regex EntryPattern();
}
