using System.Diagnostics;

namespace PosEngine.Reliability.Faults;

/// <summary>A real file system of a few megabytes in memory, which can be filled, made read-only and taken out. Only root of a Linux can have one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    private SmallDisk(int megabytes) => _isMounted = TryRun("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path);

    private string Path => _folder.PathOf();

    /// <summary>Makes one; skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root of a Linux may mount a disk.");
        var disk = new SmallDisk(megabytes);
        if (disk._isMounted)
            return disk;
        disk.Dispose();
        Assert.Skip("This root may not mount a disk.");
        return disk;
    }

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Leaves no room at all, until the file is deleted.</summary>
    public string Fill(string name)
    {
        var path = PathOf(name);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var chunk = new byte[4_096];
        try
        {
            for (long at = 0; ; at += chunk.Length)
                RandomAccess.Write(file, chunk, at);
        }
        catch (IOException)
        {
            return path;
        }
    }

    /// <summary>As the kernel does after errors, and people by mistake. What is open for writing stays so on most systems: then it is refused.</summary>
    public bool TryMakeReadOnly() => TryRun("mount", "-o", "remount,ro", Path);

    public void MakeWritable() => Assert.True(TryRun("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        if (_isMounted)
            _isMounted = !TryRun("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool TryRun(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
