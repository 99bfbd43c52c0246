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
/// <remarks>New names are lost from some moment on, as a file system with a journal loses them, unless their folder was synced since.</remarks>
internal sealed class DiskImage
{
    private readonly List<(string From, string To)> _renamed = [];
    private readonly SortedDictionary<string, FileHistory> _files = new(StringComparer.Ordinal);
    private SortedDictionary<string, FileHistory> _safe = new(StringComparer.Ordinal);

    /// <summary>The image of files as they lie in a folder, all of them safe.</summary>
    public static DiskImage Of(string folder)
    {
        var image = new DiskImage();
        foreach (var path in Directory.GetFiles(folder))
            image.Add(Path.GetFileName(path), new FileHistory(File.ReadAllBytes(path)));
        return image;
    }

    public void Apply(DiskOperation operation)
    {
        switch (operation.Kind)
        {
            case DiskOperationKind.SyncFolder:
                SettleNames();
                foreach (var each in _files.Values)
                    each.SyncExistence();
                break;
            case DiskOperationKind.Rename:
                Rename(_files, operation.File, operation.Target!);
                _renamed.Add((operation.File, operation.Target!));
                break;
            case var _ when _files.TryGetValue(operation.File, out var known):
                known.Apply(operation);
                break;
            default:
                if (_safe.ContainsKey(operation.File))
                    SettleNames(); // The name was another file's until it was renamed, and the model has no two files of one name.
                var file = new FileHistory(null);
                Add(operation.File, file);
                file.Apply(operation);
                break;
        }
    }

    /// <summary>Writes the files that are left after a power cut into a folder.</summary>
    public void Restore(string folder, PowerCut cut, Random random)
    {
        var files = new SortedDictionary<string, FileHistory>(_safe, StringComparer.Ordinal);
        var kept = cut switch { PowerCut.Loses => 0, PowerCut.Keeps => _renamed.Count, _ => random.Next(_renamed.Count + 1) };
        foreach (var (from, to) in _renamed.Take(kept))
            Rename(files, from, to);
        foreach (var (name, file) in files)
        {
            if (file.After(cut, random) is { } content)
                File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    private static void Rename(SortedDictionary<string, FileHistory> files, string from, string to)
    {
        if (files.Remove(from, out var file))
            files[to] = file;
    }

    private void Add(string name, FileHistory file)
    {
        _files[name] = file;
        _safe[name] = file;
    }

    private void SettleNames()
    {
        _renamed.Clear();
        _safe = new(_files, StringComparer.Ordinal);
    }
}
