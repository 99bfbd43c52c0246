namespace PosEngine.Journal;

/// <summary>The vectors are those of docs/protocol.md, made with sha256sum.</summary>
public sealed class HashChainTests
{
    private const string Genesis = "910067c060f346fdbb884bf825ac394d32d4a86d932142028e16896e423c0262";
    private const string Hash1 = "c36ad58958f0b0ada74262544081dcf177a3ff6ef8585c2569e71d60c4702de6";
    private const string Hash2 = "0495d521cf6a0b13f8c3188d56154fa6faafe9c603ffb7b17715b6cbe4114ada";

    private static ReadOnlySpan<byte> Body1 =>
        """{"kind":"engine-started","at":"2026-11-24T09:57:40.000+00:00","clock_offset":null,"data":{"software":"PosEngine 0.1.0","device_number":1,"currency":"EUR"}}"""u8;

    private static ReadOnlySpan<byte> Body2 =>
        """{"kind":"cash-paid-in","at":"2026-11-24T09:58:11.000+00:00","clock_offset":12,"data":{"shift":"01935cf1-2a40-7000-8000-000000000001","amount":1250000,"reason":"Wechselgeld für \"Café\" \\ 🍰","drawer":1}}"""u8;

    [Fact]
    public void D3_the_genesis_is_the_hash_of_the_device_id() =>
        Assert.Equal(Genesis, Hex(HashChain.Genesis(new(new Guid("01935CF1-2A40-7000-8000-0123456789AB")))));

    [Fact]
    public void D3_every_hash_follows_from_the_one_before()
    {
        Assert.Equal(Hash1, Next(Genesis, 1, Body1));
        Assert.Equal(Hash2, Next(Hash1, 2, Body2));
    }

    [Fact]
    public void The_sequence_is_hashed_as_eight_bytes_big_endian() =>
        Assert.Equal("4917ebe6e4301b88db9dafe61bea56a3000b05930e28a1306d989e55911bb47d", Next(Hash2, 0x0102030405060708, []));

    [Fact]
    public void The_next_hash_may_take_the_place_of_the_previous_one()
    {
        var hash = Convert.FromHexString(Genesis);

        HashChain.Next(hash, 1, Body1, hash);

        Assert.Equal(Hash1, Hex(hash));
    }

    [Fact]
    public void A_previous_hash_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => HashChain.Next([1, 2, 3], 1, Body1, new byte[HashChain.HashSize]));

    private static string Next(string previous, long sequence, ReadOnlySpan<byte> body)
    {
        var hash = new byte[HashChain.HashSize];
        HashChain.Next(Convert.FromHexString(previous), sequence, body, hash);
        return Hex(hash);
    }

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
