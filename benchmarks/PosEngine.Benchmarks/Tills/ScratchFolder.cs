namespace PosEngine.Benchmarks.Tills;

/// <summary>A folder beside the program, so on its disk and never in memory, and gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder =
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "scratch", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N")));

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
