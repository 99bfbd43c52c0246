using System.Text.Json;
using System.Text.Json.Serialization;

namespace PosEngine.Storage;

/// <summary>How far the journal was, as a file in another place remembers it.</summary>
internal sealed record HeadNote(Guid Device, Guid Epoch, long Sequence, byte[] Hash);

/// <summary>
/// Remembers the journal's end outside of its folder, so that an older image of it is noticed without any back office (invariant D8). Written after the commit, at
/// most once a second and without waiting for the disk: it may be behind the database, and is never ahead of it.
/// </summary>
internal sealed class HeadFile : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private HeadNote? _pending;
    private bool _isScheduled;

    public HeadFile(string path, TimeProvider time)
    {
        Path = path;
        _timer = time.CreateTimer(static file => ((HeadFile)file!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Path { get; }

    /// <summary>What was last remembered; null where there is nothing, or nothing that can be read.</summary>
    public HeadNote? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), HeadJson.Default.HeadNote);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // A power cut may leave half a file. It is a second pair of eyes, nothing more.
        }
    }

    /// <summary>Remembers a head soon.</summary>
    public void Remember(HeadNote head)
    {
        lock (_gate)
        {
            _pending = head;
            if (_isScheduled)
                return;
            _isScheduled = true;
        }

        _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes what is not written yet.</summary>
    public void Flush()
    {
        // Whoever commits remembers its head under the other lock, and waits for no disk.
        lock (_writing)
        {
            HeadNote head;
            lock (_gate)
            {
                _isScheduled = false;
                if (_pending is null)
                    return;
                (head, _pending) = (_pending, null);
            }

            try
            {
                var temporary = Path + "-next";
                File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(head, HeadJson.Default.HeadNote));
                File.Move(temporary, Path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The other place is full or gone. No reason to stop selling.
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }
}

[JsonSerializable(typeof(HeadNote))]
internal sealed partial class HeadJson : JsonSerializerContext;
