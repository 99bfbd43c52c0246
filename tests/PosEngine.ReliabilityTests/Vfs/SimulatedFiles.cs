using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Reliability.Vfs;

/// <summary>What the engine does to files itself, done through the disk of their folder if it has one.</summary>
internal sealed class SimulatedFiles : StoreFiles
{
    public override void Copy(string path, string target) => Do(
        target,
        disk =>
        {
            Check(disk.Do(new DiskOperation(DiskOperationKind.Create, Path.GetFileName(target), 0, []), _ => Done(() => File.WriteAllBytes(target, []))));
            Overwrite(disk, target, File.ReadAllBytes(path));
        },
        () => base.Copy(path, target));

    public override void Flush(string path) => Do(path, disk => Sync(disk, path), () => base.Flush(path));

    public override void TryWrite(string databasePath) => Do(
        databasePath,
        disk =>
        {
            if (disk.Reason is { } reason)
                throw reason;
        },
        () => base.TryWrite(databasePath));

    public override void SaveLog(string databasePath) => Do(
        databasePath,
        disk =>
        {
            var log = databasePath + "-wal";
            if (!File.Exists(log))
                return;
            Overwrite(disk, log, File.ReadAllBytes(log));
            Sync(disk, log);
        },
        () => base.SaveLog(databasePath));

    protected override void Rename(string path, string target) => Do(
        path,
        disk => Check(disk.Do(new DiskOperation(DiskOperationKind.Rename, Path.GetFileName(path), 0, []) { Target = Path.GetFileName(target) }, _ => Done(() => base.Rename(path, target)))),
        () => base.Rename(path, target));

    protected override void Delete(string path) => Do(
        path,
        disk =>
        {
            if (File.Exists(path))
                Check(disk.Do(new DiskOperation(DiskOperationKind.Delete, Path.GetFileName(path), 0, []), _ => Done(() => base.Delete(path))));
        },
        () => base.Delete(path));

    protected override void SyncFolder(string folder) => Do(
        Path.Combine(folder, "."),
        disk => Check(disk.Do(new DiskOperation(DiskOperationKind.SyncFolder, ".", 0, []), static _ => raw.SQLITE_OK)),
        () => base.SyncFolder(folder));

    private static void Do(string path, Action<IDisk> simulate, Action real)
    {
        if (DiskVfs.DiskOf(path) is { } disk)
            simulate(disk);
        else
            real();
    }

    private static void Overwrite(IDisk disk, string path, byte[] content) => Check(disk.Do(
        new DiskOperation(DiskOperationKind.Write, Path.GetFileName(path), 0, content),
        operation => Done(() =>
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, operation.Data, operation.Offset);
        })));

    private static void Sync(IDisk disk, string path) => Check(disk.Do(
        new DiskOperation(DiskOperationKind.Sync, Path.GetFileName(path), 0, []),
        static operation => operation.Kind == DiskOperationKind.Sync ? raw.SQLITE_OK : raw.SQLITE_IOERR_FSYNC));

    private static int Done(Action action)
    {
        action();
        return raw.SQLITE_OK;
    }

    private static void Check(int code)
    {
        if (code == raw.SQLITE_READONLY)
            throw new UnauthorizedAccessException("The disk is read-only.");
        if (code != raw.SQLITE_OK)
            throw new IOException($"The disk failed ({code}).");
    }
}
