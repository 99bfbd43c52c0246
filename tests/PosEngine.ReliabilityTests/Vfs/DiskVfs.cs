using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace PosEngine.Reliability.Vfs;

/// <summary>A thin layer over SQLite's own file system, the default of this process: files in folders that a test has put an <see cref="IDisk"/> before go through it, all others do not.</summary>
/// <remarks>
/// The engine needs no switch for it. Locks and the shared memory of the WAL index go straight to the real file; the index is rebuilt after every crash anyway.
/// </remarks>
internal static unsafe class DiskVfs
{
    private const int FileControlPragma = 14;
    private static readonly ConcurrentDictionary<string, IDisk> Disks = new(StringComparer.Ordinal);
    private static readonly NativeVfs* Real = Initialize();
    private static readonly NativeFileMethods* Methods = CreateMethods(version: 2);
    private static readonly NativeFileMethods* MethodsOfNetwork = CreateMethods(version: 1);

    /// <summary>Puts a disk before the files of a folder, until it is disposed. What is open already stays as it is.</summary>
    public static IDisposable Mount(string folder, IDisk disk)
    {
        RuntimeHelpers.RunClassConstructor(typeof(DiskVfs).TypeHandle);
        return Disks.TryAdd(folder, disk) ? new Mounted(folder) : throw new InvalidOperationException($"'{folder}' has a disk already.");
    }

    /// <summary>The disk of a file's folder; null where it has none.</summary>
    public static IDisk? DiskOf(string path) => Path.GetDirectoryName(path) is { } folder && Disks.TryGetValue(folder, out var disk) ? disk : null;

    private static NativeVfs* Initialize()
    {
        Batteries_V2.Init();
        var real = NativeVfs.Find(null);
        var own = (NativeVfs*)NativeMemory.Alloc((nuint)sizeof(NativeVfs));
        *own = *real;
        own->FileSize = sizeof(OpenFile) + real->FileSize;
        own->Name = (byte*)Marshal.StringToCoTaskMemUTF8("posengine-disk");
        own->Open = &Open;
        own->Delete = &Delete;
        if (NativeVfs.Register(own, isDefault: 1) != raw.SQLITE_OK)
            throw new InvalidOperationException("SQLite did not take the file system.");
        return real;
    }

    private static NativeFileMethods* CreateMethods(int version)
    {
        var methods = (NativeFileMethods*)NativeMemory.AllocZeroed((nuint)sizeof(NativeFileMethods));
        *methods = new NativeFileMethods
        {
            Version = version,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            Size = &Size,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            Control = &Control,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            MapShared = &MapShared,
            LockShared = &LockShared,
            BarrierShared = &BarrierShared,
            UnmapShared = &UnmapShared,
        };
        return methods;
    }

    private static DiskFile? FileOf(byte* path)
    {
        var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path));
        return DiskOf(name) is { } disk ? new DiskFile(disk, name) : null;
    }

    [UnmanagedCallersOnly]
    private static int Open(NativeVfs* vfs, byte* path, NativeFile* file, int flags, int* outFlags)
    {
        if (path is null || FileOf(path) is not { } opened)
            return Real->Open(Real, path, file, flags, outFlags);

        var own = (OpenFile*)file;
        own->Native.Methods = null; // Not to be closed, unless it opens.
        var code = (flags & raw.SQLITE_OPEN_CREATE) != 0 && !File.Exists(opened.Path)
            ? opened.Do(DiskOperationKind.Create, 0, [], _ => Real->Open(Real, path, BaseOf(file), flags, outFlags))
            : Real->Open(Real, path, BaseOf(file), flags, outFlags);
        if (code != raw.SQLITE_OK)
            return code;
        opened.SyncsFolder = (flags & raw.SQLITE_OPEN_CREATE) != 0 && (flags & (raw.SQLITE_OPEN_WAL | raw.SQLITE_OPEN_MAIN_JOURNAL)) != 0;
        own->Native.Methods = opened.Disk.HasSharedMemory ? Methods : MethodsOfNetwork;
        own->Managed = GCHandle.ToIntPtr(GCHandle.Alloc(opened));
        return code;
    }

    [UnmanagedCallersOnly]
    private static int Delete(NativeVfs* vfs, byte* path, int isFolderSynced)
    {
        if (FileOf(path) is not { } file)
            return Real->Delete(Real, path, isFolderSynced);
        if (!File.Exists(file.Path))
            return raw.SQLITE_IOERR_DELETE_NOENT;
        var code = file.Do(DiskOperationKind.Delete, 0, [], _ => Real->Delete(Real, path, isFolderSynced));
        return code == raw.SQLITE_OK && isFolderSynced != 0 ? file.SyncFolder() : code;
    }

    [UnmanagedCallersOnly]
    private static int Write(NativeFile* file, byte* data, int count, long offset)
    {
        return ManagedOf(file).Do(DiskOperationKind.Write, offset, new ReadOnlySpan<byte>(data, count).ToArray(), operation =>
        {
            fixed (byte* written = operation.Data)
                return BaseOf(file)->Methods->Write(BaseOf(file), written, operation.Data.Length, operation.Offset);
        });
    }

    [UnmanagedCallersOnly]
    private static int Truncate(NativeFile* file, long size) =>
        ManagedOf(file).Do(DiskOperationKind.Truncate, size, [], _ => BaseOf(file)->Methods->Truncate(BaseOf(file), size));

    [UnmanagedCallersOnly]
    private static int Sync(NativeFile* file, int flags)
    {
        var synced = ManagedOf(file);
        var code = synced.Do(DiskOperationKind.Sync, 0, [], operation =>
            operation.Kind == DiskOperationKind.Sync ? BaseOf(file)->Methods->Sync(BaseOf(file), flags) : raw.SQLITE_IOERR_FSYNC);
        if (code != raw.SQLITE_OK || !synced.SyncsFolder)
            return code;
        synced.SyncsFolder = false;
        return synced.SyncFolder();
    }

    [UnmanagedCallersOnly]
    private static int Control(NativeFile* file, int operation, void* argument)
    {
        if (operation == FileControlPragma && ManagedOf(file).Disk.Synchronous is { } synchronous)
            ReplacePragma((byte**)argument, "synchronous", synchronous);
        return BaseOf(file)->Methods->Control(BaseOf(file), operation, argument);
    }

    /// <summary>SQLite shows every pragma to the file system before it looks at it itself; the text is its own copy.</summary>
    private static void ReplacePragma(byte** pragma, string name, string value)
    {
        if (pragma[2] is null || !Text(pragma[1]).Equals(name, StringComparison.OrdinalIgnoreCase) || Text(pragma[2]).Length < value.Length)
            return;
        Encoding.ASCII.GetBytes(value, new Span<byte>(pragma[2], value.Length));
        pragma[2][value.Length] = 0;

        static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }

    [UnmanagedCallersOnly]
    private static int Close(NativeFile* file)
    {
        GCHandle.FromIntPtr(((OpenFile*)file)->Managed).Free();
        return BaseOf(file)->Methods->Close(BaseOf(file));
    }

    [UnmanagedCallersOnly]
    private static int Read(NativeFile* file, void* data, int count, long offset) =>
        ManagedOf(file).Disk.FailRead() is not raw.SQLITE_OK and var failure ? failure : BaseOf(file)->Methods->Read(BaseOf(file), data, count, offset);

    [UnmanagedCallersOnly]
    private static int Size(NativeFile* file, long* size) => BaseOf(file)->Methods->Size(BaseOf(file), size);

    [UnmanagedCallersOnly]
    private static int Lock(NativeFile* file, int level) => BaseOf(file)->Methods->Lock(BaseOf(file), level);

    [UnmanagedCallersOnly]
    private static int Unlock(NativeFile* file, int level) => BaseOf(file)->Methods->Unlock(BaseOf(file), level);

    [UnmanagedCallersOnly]
    private static int CheckReservedLock(NativeFile* file, int* result) => BaseOf(file)->Methods->CheckReservedLock(BaseOf(file), result);

    [UnmanagedCallersOnly]
    private static int SectorSize(NativeFile* file) => BaseOf(file)->Methods->SectorSize(BaseOf(file));

    [UnmanagedCallersOnly]
    private static int DeviceCharacteristics(NativeFile* file) => BaseOf(file)->Methods->DeviceCharacteristics(BaseOf(file));

    [UnmanagedCallersOnly]
    private static int MapShared(NativeFile* file, int page, int pageSize, int isExtended, void** memory) =>
        BaseOf(file)->Methods->MapShared(BaseOf(file), page, pageSize, isExtended, memory);

    [UnmanagedCallersOnly]
    private static int LockShared(NativeFile* file, int offset, int count, int flags) => BaseOf(file)->Methods->LockShared(BaseOf(file), offset, count, flags);

    [UnmanagedCallersOnly]
    private static void BarrierShared(NativeFile* file) => BaseOf(file)->Methods->BarrierShared(BaseOf(file));

    [UnmanagedCallersOnly]
    private static int UnmapShared(NativeFile* file, int isDeleted) => BaseOf(file)->Methods->UnmapShared(BaseOf(file), isDeleted);

    private static NativeFile* BaseOf(NativeFile* file) => (NativeFile*)((OpenFile*)file + 1);

    private static DiskFile ManagedOf(NativeFile* file) => (DiskFile)GCHandle.FromIntPtr(((OpenFile*)file)->Managed).Target!;

    /// <summary>The beginning of what SQLite allocates for a file of ours. The real file follows it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenFile
    {
        public NativeFile Native;
        public nint Managed;
    }

    private sealed class DiskFile(IDisk disk, string path)
    {
        public IDisk Disk => disk;

        public string Path => path;

        /// <summary>The real file system syncs the folder of a log or journal along with its first sync.</summary>
        public bool SyncsFolder { get; set; }

        public int SyncFolder() => Do(DiskOperationKind.SyncFolder, 0, [], static _ => raw.SQLITE_OK);

        public int Do(DiskOperationKind kind, long offset, byte[] data, Func<DiskOperation, int> perform) =>
            disk.Do(new DiskOperation(kind, System.IO.Path.GetFileName(path), offset, data), perform);
    }

    private sealed class Mounted(string folder) : IDisposable
    {
        public void Dispose() => Disks.TryRemove(folder, out _);
    }
}
