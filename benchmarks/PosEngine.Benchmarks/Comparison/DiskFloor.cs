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
    private long _position;

    public DiskFloor(string name, int bytes)
    {
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
        Sync();
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

    /// <summary>As SQLite does it. <see cref="RandomAccess.FlushToDisk"/> is fsync(2), which writes the file's times as well and so costs more.</summary>
    private void Sync()
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(_file);
        else if (FDataSync(_file) != 0)
            throw new IOException($"fdatasync failed with {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
