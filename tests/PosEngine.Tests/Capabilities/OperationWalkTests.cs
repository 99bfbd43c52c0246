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
        Assert.Equal(names.Order(), Operations.Methods.SelectMany(Operations.CapabilitiesOf).Distinct().Append(nameof(Capability.IntegratedCardPayment)).Order());
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

        WriteAlone(page, await WalkAsync(() => Scene.BeginAloneAsync(Person.SignedOut), "alone, out", Operations.All), await WalkAsync(() => Scene.BeginAloneAsync(Person.Manager), "alone, signed in", Operations.All));
        await WriteApprovedAsync(page);
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
    private Task<IReadOnlyDictionary<string, string>> WalkAsync(OfflinePolicy preset, ConnectivityState connection, Person person) =>
        WalkAsync(() => Scene.BeginAsync(connection, person, options => options.OfflinePolicy = preset), $"{preset.Name}, {connection}, {person}", Operations.All);

    private async Task<IReadOnlyDictionary<string, string>> WalkAsync(Func<Task<Scene>> begin, string where, IEnumerable<Operation> operations, bool isApproved = false)
    {
        var cells = new Dictionary<string, string>();
        var scenes = 1;
        var scene = await begin();
        try
        {
            foreach (var operation in operations)
            {
                var (cell, isDone) = isApproved ? await WalkApprovedAsync(scene, operation, where) : await WalkAsync(scene, operation, where);
                cells.Add(operation.Name, cell);
                if (isDone && !await scene.RenewAsync(operation.Name))
                {
                    await scene.DisposeAsync();
                    scene = await begin();
                    scenes++;
                }
            }
        }
        finally
        {
            await scene.DisposeAsync();
        }

        output.WriteLine($"{where}: {cells.Count} operations on {scenes} tills");
        return cells;
    }

    private static async Task<(string Cell, bool IsDone)> WalkAsync(Scene scene, Operation operation, string where)
    {
        var decision = scene.Pos.Capabilities.Decide(operation.Capability, scene.SubjectOf(operation));
        var head = scene.Pos.Journal.Head.Value;

        var refusal = await operation.Call(scene);

        scene.Refusal = refusal;
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

    /// <summary>What a cashier is refused for want of a permission is asked for again with a manager's approval, which both are on record with.</summary>
    private static async Task<(string Cell, bool IsDone)> WalkApprovedAsync(Scene scene, Operation operation, string where)
    {
        var first = await WalkAsync(scene, operation, where);
        if (scene.Refusal is not { CanBeApproved: true } refusal)
            return first;
        var head = scene.Pos.Journal.Head.Value;
        await scene.ApproveAsync(refusal);
        Assert.Equal(["operation-approved"], await scene.KindsAfterAsync(head));

        var again = await operation.Call(scene);

        scene.Approval = null;
        var entries = await scene.KindsAfterAsync(head + 1);
        Assert.True(again is null || (entries.Count == 0 && again.Code != RefusalCodes.PermissionMissing && operation.Own.Contains(again.Code)), $"{where}: {operation.Name} was refused with {again?.Code} in spite of an approval.");
        if (entries.Count > 0)
            Assert.Contains(scene.Ann, await scene.ApproversAfterAsync(head + 1));
        return ($"{(again is not null ? $"*{again.Code}*" : entries.Count == 0 ? "✓" : string.Join(", ", entries))} ⁺", again is null);
    }

    private async Task WriteApprovedAsync(StringBuilder page)
    {
        var names = Operations.Methods.Where(Operations.TakesApproval).Select(Operations.NameOf).ToHashSet();
        var operations = Operations.All.Where(operation => names.Contains(operation.Name)).ToList();
        Assert.Equal(names.Order(), operations.Select(static operation => operation.Name).Order());
        page.Append("\n## With somebody's approval\n\nThe operations that take one, for a cashier: ⁺ marks what is refused with `permission_missing`, and done with the approval of a manager, who is on record with it.\n")
            .Append("Approving is an entry of its own, `operation-approved`.\n\n| operation |");
        var columns = new List<IReadOnlyDictionary<string, string>>();
        foreach (var preset in OfflinePolicy.Presets)
        {
            foreach (var connection in Connections)
            {
                page.Append(' ').Append(preset.Name).Append(", ").Append(connection).Append(" |");
                columns.Add(await WalkAsync(
                    () => Scene.BeginAsync(connection, Person.Cashier, options => options.OfflinePolicy = preset), $"{preset.Name}, {connection}, approved", operations, isApproved: true));
            }
        }

        WriteRows(page, columns, operations, isCapabilityTold: false);
    }

    private static void WriteAlone(StringBuilder page, params IReadOnlyList<IReadOnlyDictionary<string, string>> columns)
    {
        page.Append("\n## Without a back office\n\nOn a till that stands alone no policy has a say, and whoever is enrolled has every permission.\n\n| operation | capability | Out | Signed in |");
        WriteRows(page, columns, Operations.All, isCapabilityTold: true);
    }

    private static void WriteRows(StringBuilder page, IReadOnlyList<IReadOnlyDictionary<string, string>> columns, IEnumerable<Operation> operations, bool isCapabilityTold)
    {
        page.Append(isCapabilityTold ? "\n|---|---|" : "\n|---|").Insert(page.Length, "---|", columns.Count).Append('\n');
        foreach (var operation in operations)
        {
            page.Append("| `").Append(operation.Name).Append("` |");
            if (isCapabilityTold)
                page.Append(" `").Append(operation.Capability).Append("` |");
            foreach (var column in columns)
                page.Append(' ').Append(column[operation.Name]).Append(" |");
            page.Append('\n');
        }
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

        WriteRows(page, columns, Operations.All, isCapabilityTold: true);
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
