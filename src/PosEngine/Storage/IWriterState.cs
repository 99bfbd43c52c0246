namespace PosEngine.Storage;

/// <summary>What is kept in memory of the database. The writer tells it where transactions begin and end, so that memory never runs ahead of the disk.</summary>
internal interface IWriterState
{
    /// <summary>The connection is new: read everything again. Runs inside a transaction of its own.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isRecovery">Whether it was opened anew after an I/O error.</param>
    void Load(WriteSession session, bool isRecovery);

    /// <summary>What was loaded, and written while loading, is durable: from now on it counts.</summary>
    void Loaded();

    /// <summary>A transaction begins.</summary>
    void Begin();

    /// <summary>It is durable: done, or found to be so after <see cref="Load"/>. Throws nothing.</summary>
    void Commit();

    /// <summary>It never happened.</summary>
    void Rollback();

    /// <summary>After <see cref="Loaded"/> following a commit whose outcome was unknown: whether that commit is in the database; null where it left no trace that could tell.</summary>
    bool? WasCommitted();

    /// <summary>The disk did not take what was written, or, with null, takes it again. Throws nothing.</summary>
    /// <param name="cause">What SQLite or the system says.</param>
    void StoreFailed(Exception? cause);
}
