using System.Runtime.InteropServices;

namespace PosEngine.Reliability.Vfs;

/// <summary><c>sqlite3_vfs</c>: how SQLite reaches a file system (https://sqlite.org/c3ref/vfs.html).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileSize;
    public int PathLengthMax;
    public NativeVfs* Next;
    public byte* Name;
    public void* AppData;
    public delegate* unmanaged<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public delegate* unmanaged<NativeVfs*, byte*, int, int> Delete;
    public void* Access;
    public void* FullPathname;
    public void* DlOpen;
    public void* DlError;
    public void* DlSym;
    public void* DlClose;
    public void* Randomness;
    public void* Sleep;
    public void* CurrentTime;
    public void* LastError;
    public void* CurrentTimeInt64;
    public void* SetSystemCall;
    public void* GetSystemCall;
    public void* NextSystemCall;

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find"), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static extern NativeVfs* Find(byte* name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register"), DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static extern int Register(NativeVfs* vfs, int isDefault);
}

/// <summary><c>sqlite3_file</c>. Who opens it keeps what is its own behind this field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    public NativeFileMethods* Methods;
}

/// <summary><c>sqlite3_io_methods</c> (https://sqlite.org/c3ref/io_methods.html), up to version 2: without memory-mapped reading, which a file system need not offer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFileMethods
{
    public int Version;
    public delegate* unmanaged<NativeFile*, int> Close;
    public delegate* unmanaged<NativeFile*, void*, int, long, int> Read;
    public delegate* unmanaged<NativeFile*, byte*, int, long, int> Write;
    public delegate* unmanaged<NativeFile*, long, int> Truncate;
    public delegate* unmanaged<NativeFile*, int, int> Sync;
    public delegate* unmanaged<NativeFile*, long*, int> Size;
    public delegate* unmanaged<NativeFile*, int, int> Lock;
    public delegate* unmanaged<NativeFile*, int, int> Unlock;
    public delegate* unmanaged<NativeFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged<NativeFile*, int, void*, int> Control;
    public delegate* unmanaged<NativeFile*, int> SectorSize;
    public delegate* unmanaged<NativeFile*, int> DeviceCharacteristics;
    public delegate* unmanaged<NativeFile*, int, int, int, void**, int> MapShared;
    public delegate* unmanaged<NativeFile*, int, int, int, int> LockShared;
    public delegate* unmanaged<NativeFile*, void> BarrierShared;
    public delegate* unmanaged<NativeFile*, int, int> UnmapShared;
}
