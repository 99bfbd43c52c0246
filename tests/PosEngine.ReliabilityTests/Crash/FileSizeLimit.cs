using System.Runtime.InteropServices;

namespace PosEngine.Reliability.Crash;

/// <summary>A disk that is full beyond a size, for this process: files cannot be written past it (RLIMIT_FSIZE of Linux).</summary>
internal static class FileSizeLimit
{
    private const int Resource = 1;
    private const int SignalOfExcess = 25;
    private const nint Ignore = 1;

    public static bool IsSupported => OperatingSystem.IsLinux();

    public static void Set(long bytes)
    {
        _ = signal(SignalOfExcess, Ignore); // Writing too far is to fail, not to kill.
        Apply((ulong)bytes);
    }

    public static void Lift() => Apply(ulong.MaxValue);

    private static void Apply(ulong bytes)
    {
        var limit = new Limit { Soft = bytes, Hard = ulong.MaxValue };
        if (setrlimit(Resource, in limit) != 0)
            throw new InvalidOperationException("The limit could not be set.");
    }

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setrlimit(int resource, in Limit limit);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint signal(int number, nint handler);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
