using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Reference;

/// <summary>A room that keeps copies of reference data.</summary>
internal interface IReferenceRoom
{
    /// <summary>The kinds it keeps.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Keeps one change, inside the transaction of its page. Reads it whole before it writes anything.</summary>
    /// <exception cref="Exception">It cannot be read: nothing of it was written. See <see cref="ReferenceJson.IsUnreadable"/>.</exception>
    void Write(WriteSession session, ReferenceChange change);

    /// <summary>Whether what it keeps stays where a back office that tells everything anew does not tell it.</summary>
    bool OutlastsSnapshots => false;

    /// <summary>Its changes of a page are written; the transaction is still open.</summary>
    void PageWritten(WriteSession session)
    {
        // Most rooms keep whatever they are sent.
    }

    /// <summary>The page is durable: renew what is kept in memory.</summary>
    void Committed(IReadOnlyList<ReferenceChange> changes);
}
