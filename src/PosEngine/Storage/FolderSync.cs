using System.Runtime.InteropServices;

namespace PosEngine.Storage;

/// <summary>Writes a folder through to the disk: a file that was made or renamed in it has its name after a power cut only then.</summary>
/// <remarks>The class library offers no way. Windows has none either: NTFS journals its names.</remarks>
internal static class FolderSync
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;
    private const int Denied = 13;
    private const int Invalid = 22;

    /// <exception cref="IOException">It could not be saved.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = Check(() => Open(folder, ReadOnly), folder);
        if (file < 0)
            return;
        try
        {
            _ = Check(() => Sync(file), folder);
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static int Check(Func<int> call, string folder)
    {
        while (true)
        {
            var result = call();
            if (result >= 0)
                return result;
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case Denied or Invalid:
                    return result; // A folder that may be written and not read; a file system that syncs none. There is nothing that could be done.
                case var error:
                    throw new IOException($"The folder '{folder}' could not be saved: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
