using System.Text.Json;

namespace PosEngine.Capabilities;

/// <summary>What is wrong with a policy, as it is found.</summary>
internal sealed class PolicyProblems
{
    private readonly List<PolicyProblem> _problems = [];

    public void Report(string path, string message) => _problems.Add(new(path, message));

    /// <exception cref="PolicyFormatException">Something was reported.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new PolicyFormatException([.. _problems]);
    }
}

/// <summary>A value of the JSON, which knows where it stands. What it cannot give it reports, and gives null.</summary>
internal sealed class PolicyNode(JsonElement json, string path, PolicyProblems problems)
{
    private const int HoursMax = 24 * 366;

    /// <summary>Whether it is an object without members.</summary>
    public bool IsEmpty => json.ValueKind == JsonValueKind.Object && !json.EnumerateObject().Any();

    public void Report(string message) => problems.Report(path, message);

    /// <summary>Whether it is an object; members that are not among the known ones are reported, if any are given.</summary>
    public bool IsObject(params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Report("Write an object here: { … }.");
            return false;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!known.IsEmpty && !known.Contains(member.Name))
                problems.Report($"{path}.{member.Name}", $"There is no such member. Use {string.Join(", ", known)}.");
        }

        return true;
    }

    public IEnumerable<(string Name, PolicyNode Node)> Members() => json.EnumerateObject().Select(member => (member.Name, Node(member.Name, member.Value)));

    public PolicyNode? Find(string name) => json.TryGetProperty(name, out var value) ? Node(name, value) : null;

    /// <summary>A member that has to be there.</summary>
    public PolicyNode? Need(string name)
    {
        if (Find(name) is { } node)
            return node;
        Report($"Add \"{name}\".");
        return null;
    }

    /// <summary>The items of a list that may be missing.</summary>
    public IEnumerable<PolicyNode> Items(string name) => Find(name)?.Items() ?? [];

    public IEnumerable<PolicyNode> Items()
    {
        if (json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().Select((item, index) => new PolicyNode(item, $"{path}[{index}]", problems));
        Report("Write a list here: [ … ].");
        return [];
    }

    public string? Text()
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            return text;
        Report("Write a text here, in quotes.");
        return null;
    }

    public bool? Flag()
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return json.GetBoolean();
        Report("Write true or false, without quotes.");
        return null;
    }

    /// <summary>One of several words.</summary>
    public T? OneOf<T>(IReadOnlyDictionary<string, T> words)
    {
        if (json.ValueKind == JsonValueKind.String && words.TryGetValue(json.GetString()!, out var found))
            return found;
        Report($"Use one of \"{string.Join("\", \"", words.Keys)}\".");
        return default;
    }

    public Money? Amount()
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var value) && value >= 0 && value <= 1_000_000_000 && decimal.Round(value, 5) == value)
            return Money.Of(value);
        Report("Write an amount of money of at least 0 as a number in the till's currency, such as 50.00, without quotes.");
        return null;
    }

    /// <summary>A time: at least a minute, since time is counted in those.</summary>
    public TimeSpan? Hours()
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var hours) && hours is > 0 and <= HoursMax && hours * 60 >= 1)
            return TimeSpan.FromMinutes((long)decimal.Floor(hours * 60));
        Report($"Write a number of hours, at least a minute (0.02) and at most a year ({HoursMax}), without quotes.");
        return null;
    }

    public int? Count()
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var count) && count >= 1)
            return count;
        Report("Write a whole number of at least 1, without quotes.");
        return null;
    }

    private PolicyNode Node(string name, JsonElement value) => new(value, $"{path}.{name}", problems);
}
