namespace Till.BackOffices;

/// <summary>A folder for databases: one that was named, or a temporary one that is deleted at the end.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;

    private DataFolder(DirectoryInfo folder, bool isTemporary)
    {
        _folder = folder;
        _isTemporary = isTemporary;
    }

    /// <exception cref="TillException">It cannot be made or written to.</exception>
    public static DataFolder Open(string? path)
    {
        try
        {
            var folder = path is null ? Directory.CreateTempSubdirectory("till-") : Directory.CreateDirectory(path);

            // Better said now, in one sentence, than by whichever database is opened first.
            using (File.Create(Path.Combine(folder.FullName, ".writable"), bufferSize: 1, FileOptions.DeleteOnClose))
                return new(folder, isTemporary: path is null);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new TillException($"The data folder cannot be used: {cause.Message}", cause);
        }
    }

    /// <summary>A file in it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isTemporary)
            _folder.Delete(recursive: true);
    }
}
