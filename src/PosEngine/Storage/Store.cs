using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>The one SQLite file of a device: opens it the same way every time, and says clearly why where it cannot.</summary>
/// <remarks>
/// WAL with <c>synchronous=FULL</c>: a commit is on the disk when it returns. Checkpoints are the writer's business (<c>wal_autocheckpoint=0</c>), so that no sale pays for one.
/// Whoever owns the store disposes it after every connection is closed.
/// </remarks>
internal sealed class Store : IDisposable
{
    /// <summary>"POSE": marks the file as ours.</summary>
    public const int ApplicationId = 0x504F5345;

    /// <summary>One page of the smallest size.</summary>
    private const int DatabaseSizeMin = 512;
    private const string SnapshotInfix = "-before-";

    // Each is told of once.
    private readonly HashSet<string> _toldAsides = [];

    private static readonly Version SqliteMin = new(3, 51, 3);

    private readonly ILogger _logger;
    private StoreLock? _lock;

    /// <summary>Names the database; nothing is touched yet.</summary>
    /// <param name="databasePath">The file.</param>
    /// <param name="files">What is done to files besides; a simulated disk has a way of its own.</param>
    /// <param name="logger">Hears of what could not be done and does not matter enough to stop.</param>
    public Store(string databasePath, StoreFiles? files = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(databasePath);
        Path = Canonical(databasePath);
        Files = files ?? new StoreFiles();
        _logger = logger ?? NullLogger.Instance;
    }

    public string Path { get; }

    public StoreFiles Files { get; }

    /// <summary>Keeps every other engine out until <see cref="Dispose"/>.</summary>
    /// <exception cref="StoreInUseException">Another engine has it.</exception>
    public void Lock() => _lock ??= StoreLock.Acquire(Path);

    /// <summary>Locks the database and brings its schema up to date, creating it if there is none.</summary>
    /// <param name="headFile">What remembers a database that was here; without a note of one, a new one may be made.</param>
    /// <exception cref="StoreInUseException">Another engine has it.</exception>
    /// <exception cref="StoreUnusableException">It cannot be used; nothing was changed.</exception>
    public void Open(HeadFile? headFile = null)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.Exists(folder))
            throw new StoreUnusableException(Path, StoreProblem.NotAccessible, $"The folder '{folder}' of the database does not exist. Create it, or name another one.");
        if (Directory.Exists(Path))
            throw new StoreUnusableException(Path, StoreProblem.NotAccessible, $"'{Path}' is a folder. Name a file for the database.");

        Lock();
        try
        {
            _ = Files.FinishReplace(Path);
            if (new FileInfo(Path) is not { Exists: true, Length: > 0 } && headFile?.Read() is { } note)
                throw Missing(headFile.Path, note.Sequence);

            // Looked at before it is opened for writing: the pragmas below would already change another program's file.
            RefuseForeignFile();
            SaveLog();
            using var connection = OpenWriter(Path, SqliteOpenMode.ReadWriteCreate);
            SnapshotBeforeMigration(connection);
            Schema.Migrate(connection, Path);
        }
        catch (SqliteException e)
        {
            Dispose();
            throw Unusable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw NotAccessible(Path, e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens what <see cref="Open"/> has found or made. Makes nothing: where the disk was taken out, an empty database would take the place of the till's.</summary>
    public SqliteConnection OpenWriter() => OpenWriter(Path, SqliteOpenMode.ReadWrite);

    /// <summary>Whether the database is not where it was. One that only may not be looked at is there.</summary>
    public bool IsMissing
    {
        get
        {
            if (File.Exists(Path))
                return false;
            try
            {
                _ = File.GetAttributes(Path);
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return DiskErrors.IsGone(e);
            }
        }
    }

    /// <summary>The bytes of the log, whoever wrote them.</summary>
    public long LogLength => new FileInfo(Path + "-wal") is { Exists: true } log ? log.Length : 0;

    public SqliteConnection OpenReader() => Connect(Path, SqliteOpenMode.ReadOnly, "PRAGMA query_only=1; PRAGMA temp_store=MEMORY;");

    /// <summary>For a copy of the whole: it writes, though not into the database.</summary>
    public SqliteConnection OpenCopySource() => Connect(Path, SqliteOpenMode.ReadOnly, "PRAGMA temp_store=MEMORY;");

    /// <summary>For taking out of a damaged file what can be read, without changing a byte of it.</summary>
    /// <remarks>Only whoever may write the schema is let into a file that is shorter than it says (https://sqlite.org/recovery.html).</remarks>
    public SqliteConnection OpenDamaged(string path) => Connect(path, SqliteOpenMode.ReadOnly, "PRAGMA writable_schema=1; PRAGMA query_only=1; PRAGMA cell_size_check=1;");

    /// <summary>Makes another database of the same schema, as yet without a device.</summary>
    public SqliteConnection Create(string path)
    {
        var connection = OpenWriter(path, SqliteOpenMode.ReadWriteCreate);
        Schema.Migrate(connection, path);
        return connection;
    }

    /// <summary>Opens a copy, which nobody else does.</summary>
    public static SqliteConnection OpenPlain(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Makes sure that what can be read in the log is on the disk. For when the last writer failed, or is not known to have ended well.</summary>
    public void SaveLog() => Files.SaveLog(Path);

    /// <summary>Asks the system what is wrong with the disk, by trying: SQLite says no more than that something is.</summary>
    /// <returns>Null where nothing is, or nothing that it has a word for.</returns>
    public Exception? Diagnose()
    {
        if (IsMissing)
            return new FileNotFoundException($"The database '{Path}' is not there any more.", Path);
        try
        {
            Files.TryWrite(Path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DiskErrors.IsFull(e) || DiskErrors.IsReadOnly(e) || DiskErrors.IsGone(e) ? e : null;
        }
    }

    /// <summary>Lets others have the database; it can be opened again.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    internal static StoreUnusableException NotAccessible(string path, Exception e) =>
        new(path, StoreProblem.NotAccessible, $"The database '{path}' cannot be read and written ({e.Message}). Check the folder's permissions and that its disk is neither full nor read-only.", e);

    /// <summary>What a failure of SQLite while opening means for whoever starts the till.</summary>
    internal PosEngineException Unusable(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreInUseException(Path, processId: null),
        raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_NOMEM => NotAccessible(Path, e),
        _ => Damaged(e), // Also a table or a column that is not there: nobody but this library makes them.
    };

    internal StoreUnusableException Damaged(Exception e) => Damaged($"The database '{Path}' is damaged ({e.Message}).", e);

    internal StoreUnusableException Damaged(string what, Exception? e = null) =>
        new(Path, StoreProblem.Damaged, $"{what} Keep the file, and have it looked at.", e);

    private StoreUnusableException Missing(string headPath, long sequence) => new(Path, StoreProblem.Missing, string.Create(CultureInfo.InvariantCulture,
        $"There is no database '{Path}', but '{headPath}' remembers one with {sequence} entries. Is its disk mounted? Otherwise restore a backup (PosDatabase.Restore). To begin anew, with receipt numbers from the first, delete '{headPath}'."));

    /// <summary>The path behind links, so that two names of one file are one lock. A link may point to a file that is still to be made.</summary>
    private static string Canonical(string path)
    {
        var file = new FileInfo(System.IO.Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private SqliteConnection OpenWriter(string path, SqliteOpenMode mode)
    {
        var pragmas = "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;";
        if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS())
            pragmas += "PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1;";
        var connection = Connect(path, mode, pragmas);
        try
        {
            // SQLite answers with the mode it has, and without shared memory that is another one: nothing below would be as durable as this library says.
            return ReadText(connection, "PRAGMA journal_mode=WAL") == "wal" ? connection : throw new StoreUnusableException(path, StoreProblem.NotAccessible,
                $"Where the database '{path}' lies there can be no write-ahead log, as on most network drives. Name a file on a disk of this device.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteConnection Connect(string path, SqliteOpenMode mode, string pragmas)
    {
        if (_lock is null)
            throw new InvalidOperationException("The engine is not running: call StartAsync first, and nothing after it was disposed.");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            Execute(connection, pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Keeps what the previous version of the library can open. Without room for it there is none: a migration rolls back by itself if it fails (invariant D6).</summary>
    private void SnapshotBeforeMigration(SqliteConnection connection)
    {
        var version = Read(connection, "PRAGMA user_version");
        if (version is 0 or Schema.Version)
            return;
        var snapshot = string.Create(CultureInfo.InvariantCulture, $"{Path}{SnapshotInfix}{Schema.Version}");
        try
        {
            _ = DatabaseCopy.Write(this, snapshot);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            _logger.SnapshotFailed(e, snapshot);
        }
    }

    /// <summary>Deletes the copies from before a migration: they still have what is erased. What was set aside is somebody's to look at, and is only told of.</summary>
    public void DeleteSnapshots()
    {
        foreach (var snapshot in FilesBeside($"{SnapshotInfix}*"))
            File.Delete(snapshot);
        foreach (var aside in FilesBeside($"{StoreFiles.AsideInfix}*").Where(file => char.IsAsciiDigit(file[^1]) && _toldAsides.Add(file)))
            _logger.AsideKeepsErased(aside);
    }

    private IEnumerable<string> FilesBeside(string ending) =>
        Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, System.IO.Path.GetFileName(Path) + ending);

    private void RefuseForeignFile()
    {
        Batteries_V2.Init(); // Asked for its version before Microsoft.Data.Sqlite has loaded it.
        if (Version.Parse(raw.sqlite3_libversion().utf8_to_string()) is var version && version < SqliteMin)
            throw new StoreUnusableException(Path, StoreProblem.SqliteTooOld, $"SQLite {version} can corrupt a database in WAL mode; {SqliteMin} or newer is needed.");
        if (new FileInfo(Path) is not { Exists: true, Length: > 0 } file)
            return;
        if (file.Length < DatabaseSizeMin)
            throw NotOurs(null); // SQLite would take a file of one byte for an empty one.

        try
        {
            using var connection = OpenReader();
            RefuseForeign(connection);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == raw.SQLITE_READONLY_ROLLBACK)
        {
            // The power went while the file was being made. What was begun has to be rolled back before anything can be read, and only a writer can.
            using var connection = Connect(Path, SqliteOpenMode.ReadWrite, "PRAGMA temp_store=MEMORY;");
            RefuseForeign(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_NOTADB)
        {
            throw DatabaseHeader.IsOurs(Path) ? Damaged(e) : NotOurs(e);
        }
    }

    private void RefuseForeign(SqliteConnection connection)
    {
        if (Read(connection, "PRAGMA application_id") != ApplicationId && Read(connection, "SELECT count(*) FROM sqlite_schema") > 0)
        {
            // Nobody else has these tables together: then it is the mark that is damaged.
            throw Read(connection, "SELECT count(*) FROM sqlite_schema WHERE name IN ('device', 'epoch', 'journal', 'receipt_key')") == 4
                ? Damaged($"The header of the database '{Path}' is damaged.")
                : NotOurs(null);
        }

        if (Read(connection, "PRAGMA user_version") > Schema.Version)
        {
            throw new StoreUnusableException(Path, StoreProblem.TooNew,
                $"A newer version of PosEngine wrote the database '{Path}'. Update this program; the file was not touched.");
        }
    }

    private StoreUnusableException NotOurs(Exception? e) =>
        new(Path, StoreProblem.NotOurs, $"'{Path}' is not a PosEngine database. Name another file; this one was not touched.", e);

    internal static long Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    internal static string? ReadText(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
