namespace BackOffice.Projections;

/// <summary>An entry on its way into the projections.</summary>
internal sealed record StoredEntry(long Position, string Device, long Epoch, long Sequence, byte[] Body);

/// <summary>An entry makes no sense: it is set aside with this message as the reason.</summary>
internal sealed class UnprojectableException(string reason) : Exception(reason);
