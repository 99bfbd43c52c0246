using System.Text;
using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

/// <summary>Every operation of the engine against the real engine, in every state of the connection, under every preset, whoever stands at the till.</summary>
public sealed class OperationWalkTests(ITestOutputHelper output)
{
    private static readonly ConnectivityState[] Connections = [ConnectivityState.Online, ConnectivityState.Offline, ConnectivityState.Unknown];

    private static readonly Person[] Persons = Enum.GetValues<Person>();

    [Fact]
    public void P1_every_public_operation_is_under_exactly_one_capability()
    {
        var names = Capability.All.Select(capability => capability.Name).ToList();

        Assert.All(Operations.Methods, method => Assert.Contains(Assert.Single(Operations.CapabilitiesOf(method)), names));
        Assert.Equal(names.Order(), Operations.Methods.SelectMany(Operations.CapabilitiesOf).Distinct().Append(nameof(Capability.IntegratedCardPayment)).Append(nameof(Capability.AccountPayment)).Append(nameof(Capability.PointRedemption)).Order());
    }

    [Fact]
    public void P1_every_operation_that_can_be_refused_is_in_the_walk() => Assert.Equal(
        Operations.Methods.Where(Operations.MayBeRefused).Select(Operations.NameOf).Distinct().Order(),
        Operations.All.Select(operation => operation.Name).Where(name => name != "ITickets.Start").Order());

    [Fact]
    public async Task P1_P2_what_the_till_says_may_be_done_is_what_it_does_and_the_page_says_the_same()
    {
        var page = new StringBuilder(Introduction);
        foreach (var preset in OfflinePolicy.Presets)
        {
            var columns = new List<IReadOnlyDictionary<string, string>>();
            foreach (var connection in Connections)
            {
                foreach (var person in Persons)
                    columns.Add(await WalkAsync(preset, connection, person));
            }

            Write(page, preset, columns);
        }

        WriteRest(page);
        ApprovedFile.MatchesDocument(page.ToString(), typeof(OperationWalkTests), "docs", "capabilities.md");
    }

    [Theory]
    [InlineData(ConnectivityState.Offline)]
    [InlineData(ConnectivityState.Unknown)]
    public async Task P2_a_policy_that_refuses_everything_is_obeyed_by_every_operation(ConnectivityState connectivity)
    {
        // One till for all: nothing changes on it.
        await using var scene = await Scene.BeginAsync(connectivity, Person.Manager, RefuseEverything);
        foreach (var operation in Operations.All.Where(operation => operation.Capability != Capability.Essentials))
        {
            var head = scene.Pos.Journal.Head.Value;
            var refusal = await operation.Call(scene);

            Assert.True(ReasonOf(operation.Capability) == refusal?.Code, $"{operation.Name} answered {refusal?.ToString() ?? "done"}");
            Assert.Equal(scene.Pos.Capabilities.Decide(operation.Capability, scene.SubjectOf(operation)), refusal!.Decision);
            Assert.Equal(head, scene.Pos.Journal.Head.Value);
        }
    }

    /// <summary>What each operation answers: the code of its refusal with the journal as it was, or the entries that it wrote.</summary>
    private async Task<IReadOnlyDictionary<string, string>> WalkAsync(OfflinePolicy preset, ConnectivityState connection, Person person)
    {
        var cells = new Dictionary<string, string>();
        var scenes = 1;
        var scene = await Scene.BeginAsync(connection, person, options => options.OfflinePolicy = preset);
        try
        {
            foreach (var operation in Operations.All)
            {
                var (cell, isDone) = await WalkAsync(scene, operation, $"{preset.Name}, {connection}, {person}");
                cells.Add(operation.Name, cell);
                if (isDone && !await scene.RenewAsync(operation.Name))
                {
                    await scene.DisposeAsync();
                    scene = await Scene.BeginAsync(connection, person, options => options.OfflinePolicy = preset);
                    scenes++;
                }
            }
        }
        finally
        {
            await scene.DisposeAsync();
        }

        output.WriteLine($"{preset.Name}, {connection}, {person}: {cells.Count} operations on {scenes} tills");
        return cells;
    }

    private static async Task<(string Cell, bool IsDone)> WalkAsync(Scene scene, Operation operation, string where)
    {
        var decision = scene.Pos.Capabilities.Decide(operation.Capability, scene.SubjectOf(operation));
        var head = scene.Pos.Journal.Head.Value;

        var refusal = await operation.Call(scene);

        var entries = await scene.KindsAfterAsync(head);
        if (refusal is null)
        {
            Assert.True(decision.IsAllowed, $"{where}: {operation.Name} was done, though {decision.ReasonCode} was decided.");
            return (entries.Count == 0 ? "✓" : string.Join(", ", entries), true);
        }

        Assert.True(entries.Count == 0, $"{where}: {operation.Name} was refused with {refusal.Code}, and wrote {string.Join(", ", entries)}.");
        if (!decision.IsAllowed)
        {
            Assert.True(decision.ReasonCode == refusal.Code, $"{where}: {operation.Name} was refused with {refusal.Code}, though {decision.ReasonCode} was decided.");
            return ($"`{refusal.Code}`", false);
        }

        Assert.True(operation.Own.Contains(refusal.Code), $"{where}: {operation.Name} was refused with {refusal.Code}, though {decision.Status} was decided.");
        return ($"*{refusal.Code}*", false);
    }

    private const string Introduction = """
        # Every operation, and when it is refused

        This page is made by a test that calls every operation of a real engine in every one of these states, and fails when the page says something else. [policy.md](policy.md) explains what a
        capability and a policy are.

        A cell tells what the operation did:

        - ✓: it was done, and wrote nothing to the journal;
        - entry kinds, such as receipt: it was done, and wrote just these entries;
        - `a_code`: it was refused because of the decision on its capability, with this code, and wrote nothing;
        - *a_code*: the decision had nothing against it; the operation itself refused, because the scene was not set for it (no printer, a shift that is open already) or the person lacks a
          permission for this very operation. It wrote nothing.

        Online the presets say nothing, so their columns are the same there. **Unknown** is a till that has not reached its back office yet. **Out** is a locked till, **cashier** somebody without
        any permission, **manager** somebody with all of them.

        """;

    private static void Write(StringBuilder page, OfflinePolicy preset, List<IReadOnlyDictionary<string, string>> columns)
    {
        page.Append('\n').Append("## ").Append(preset.Name).Append("\n\n| operation | capability |");
        foreach (var connection in Connections)
        {
            foreach (var person in Persons)
                page.Append(' ').Append(connection).Append(", ").Append(person switch { Person.SignedOut => "out", Person.Cashier => "cashier", _ => "manager" }).Append(" |");
        }

        page.Append("\n|---|---|").Insert(page.Length, "---|", Connections.Length * Persons.Length).Append('\n');
        foreach (var operation in Operations.All)
        {
            page.Append("| `").Append(operation.Name).Append("` | `").Append(operation.Capability).Append("` |");
            foreach (var column in columns)
                page.Append(' ').Append(column[operation.Name]).Append(" |");
            page.Append('\n');
        }
    }

    private static void WriteRest(StringBuilder page)
    {
        page.Append("\n## Operations that are never refused\n\nThey have no refusal to give, and are under `Essentials`.\n\n");
        foreach (var name in Operations.Methods.Where(method => !Operations.MayBeRefused(method)).Select(Operations.NameOf).Distinct().Order(StringComparer.Ordinal))
            page.Append("- `").Append(name).Append("`\n");
    }

    /// <summary>Each capability for a reason of its own, so that an operation under another one is noticed.</summary>
    private static void RefuseEverything(PosEngineOptions options)
    {
        foreach (var capability in Capability.All.Where(capability => capability != Capability.Essentials))
        {
            options.Texts[ReasonOf(capability)] = $"{capability} is not possible.";
            options.OfflinePolicy = options.OfflinePolicy.Refuse(capability, ReasonOf(capability));
        }
    }

    private static string ReasonOf(Capability capability) => $"no_{capability}";
}
