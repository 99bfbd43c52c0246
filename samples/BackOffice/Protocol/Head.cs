namespace BackOffice.Protocol;

/// <summary>The last committed entry of a journal; sequence 0 with the genesis where there is none.</summary>
internal sealed record Head(long Sequence, byte[] Hash)
{
    /// <summary>The hash as the protocol tells it: the genesis is nobody's entry.</summary>
    public byte[]? HashOrNull => Sequence == 0 ? null : Hash;
}
