namespace PosEngine.Reliability.Vfs;

/// <summary>What a power cut leaves of what was not synced.</summary>
internal enum PowerCut
{
    /// <summary>Nothing.</summary>
    Loses,

    /// <summary>Everything.</summary>
    Keeps,

    /// <summary>Any sector, on its own.</summary>
    Tears,
}

/// <summary>The files of a folder as a disk has them: what is there for certain, and what may be.</summary>
internal sealed class DiskImage
{
    private readonly SortedDictionary<string, FileHistory> _files = new(StringComparer.Ordinal);

    /// <summary>The image of files as they lie in a folder, all of them safe.</summary>
    public static DiskImage Of(string folder)
    {
        var image = new DiskImage();
        foreach (var path in Directory.GetFiles(folder))
            image._files.Add(Path.GetFileName(path), new FileHistory(File.ReadAllBytes(path)));
        return image;
    }

    public void Apply(DiskOperation operation)
    {
        if (operation.Kind == DiskOperationKind.SyncFolder)
        {
            foreach (var each in _files.Values)
                each.SyncExistence();
            return;
        }

        if (!_files.TryGetValue(operation.File, out var file))
            _files.Add(operation.File, file = new FileHistory(null));
        file.Apply(operation);
    }

    /// <summary>Writes the files that are left after a power cut into a folder.</summary>
    public void Restore(string folder, PowerCut cut, Random random)
    {
        foreach (var (name, file) in _files)
        {
            if (file.After(cut, random) is { } content)
                File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }
}
