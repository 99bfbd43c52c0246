using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PosEngine.Benchmarks.Tills;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>What no database can be faster than: bytes written over a preallocated file, and the disk told to keep them.</summary>
internal sealed partial class DiskFloor : IContestant
{
    private const int FileSize = 16 << 20;

    private readonly ScratchFolder _folder = new();
    private readonly SafeFileHandle _file;
    private readonly byte[] _bytes;
    private readonly Func<SafeFileHandle, int> _sync;
    private long _position;

    public DiskFloor(string name, int bytes, Func<SafeFileHandle, int> sync)
    {
        _sync = sync;
        Name = name;
        _bytes = new byte[bytes];
        _file = File.OpenHandle(_folder.PathOf("floor"), FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.Write(_file, new byte[FileSize], 0);
        RandomAccess.FlushToDisk(_file);
    }

    public string Name { get; }

    public void Prepare() => Random.Shared.NextBytes(_bytes);

    public Task CompleteAsync()
    {
        RandomAccess.Write(_file, _bytes, _position);
        if (_sync(_file) != 0)
            throw new IOException($"The disk does not sync: error {Marshal.GetLastPInvokeError()}.");
        _position = _position + (2 * _bytes.Length) > FileSize ? 0 : _position + _bytes.Length;
        return Task.CompletedTask;
    }

    public Task IdleAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The bytes, and only as much about the file as is needed to read them again.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SyncData(SafeFileHandle file);

    /// <summary>The bytes and everything about the file, the time of its last change included.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);
}
