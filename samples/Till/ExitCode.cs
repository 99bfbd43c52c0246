namespace Till;

/// <summary>What the program tells its caller when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done, and device and back office agree.</summary>
    public const int Done = 0;

    /// <summary>It ran to its end, and a figure is not what it must be.</summary>
    public const int Differs = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>It could not run: a file, a folder, a port or the back office is not as it needs to be.</summary>
    public const int Failed = 3;
}
