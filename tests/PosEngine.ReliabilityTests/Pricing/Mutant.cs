using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.Pricing;

/// <summary>Pricing with one mistake in it, compiled from the sources of this repository. Only here: nothing in the engine can be switched wrong.</summary>
/// <param name="Name">What is wrong, in words.</param>
/// <param name="File">The file, below <c>src</c>.</param>
/// <param name="Right">The text as it is; it occurs once.</param>
/// <param name="Wrong">The text as the mutant has it.</param>
internal sealed record Mutant(string Name, string File, string Right, string Wrong)
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    // Neither comments nor what may be null: whether the sources are in order is for the build to say.
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None);

    // Compiled under the name of the engine, so that the internals of the abstractions are open to it.
    // Bound once: the mutants share what it has read of the references.
    private static readonly CSharpCompilation Sound = Bound(CSharpCompilation.Create(
        "PosEngine",
        [CSharpSyntaxTree.ParseText(Usings, Parsing), .. SourceFiles().Select(Parse)],
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != "PosEngine")
            .Select(path => MetadataReference.CreateFromFile(path))],
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, warningLevel: 0, nullableContextOptions: NullableContextOptions.Annotations)));

    /// <summary>Pricing as it is, compiled the same way: what the mutants are compared with.</summary>
    public static PricingSubject Healthy() => Load(Sound);

    /// <summary>Pricing with the mistake.</summary>
    public PricingSubject Compile()
    {
        var path = RepositoryFiles.PathOf(["src", .. File.Split('/')]);
        var tree = Sound.SyntaxTrees.Single(tree => tree.FilePath == path);
        return Load(Sound.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(Right, Wrong, StringComparison.Ordinal), Parsing, path)));
    }

    /// <summary>What has become of the place of the mistake; null where it is as the mutant knows it.</summary>
    public string? FindFault() => System.IO.File.ReadAllText(RepositoryFiles.PathOf(["src", .. File.Split('/')])).Split(Right).Length == 2
        ? null
        : $"'{Right}' does not occur exactly once in {File}: the mutant '{Name}' needs a new text.";

    public override string ToString() => Name;

    // Rounding lives with the values, but is pricing's heart: the mutants have a copy of their own. Then what settles, and what writes and reads receipts.
    private static string[] OtherFiles =>
    [
        "PosEngine.Abstractions/Rounding.cs", "PosEngine/Checkout/Settlement.cs", "PosEngine/Checkout/PaymentFormat.cs", "PosEngine/Receipts/ReceiptFormat.cs",
        "PosEngine/Receipts/ReceiptPricing.cs", "PosEngine/Receipts/PaidExplainer.cs", "PosEngine/Receipts/Refunds/RefundFormat.cs", "PosEngine/Receipts/Refunds/RefundReceipt.cs",
        "PosEngine/Receipts/Refunds/RefundBasis.cs", "PosEngine/Receipts/Refunds/PayBack.cs", "PosEngine/Receipts/Refunds/LinePart.cs", "PosEngine/Receipts/Refunds/GivenMoney.cs", "PosEngine/Receipts/Refunds/Worth.cs", "PosEngine/Receipts/Refunds/Exchanges.cs", "PosEngine/Receipts/Refunds/ExchangeReceipt.cs", "PosEngine/Tickets/FigureFormat.cs", "PosEngine/Tickets/LineFormat.cs", "PosEngine/Tickets/TicketFormat.cs",
        "PosEngine/Checkout/LoyaltyRules.cs", "PosEngine/Tickets/AgeConfirmation.cs", "PosEngine/Tickets/LineOverride.cs", "PosEngine/Tickets/LineVoid.cs", "PosEngine/Tickets/PermissionUse.cs", "PosEngine/Tickets/TicketContent.cs", "PosEngine/Tickets/TicketLines.cs", "PosEngine/Tickets/TicketExplanations.cs", "PosEngine/Ledger/PricingFormat.cs", "PosEngine/Ledger/WireNames.cs",
        "PosEngine/Journal/EntryBody.cs", "PosEngine/Journal/EntryKinds.cs", "PosEngine/Shifts/ShiftFold.cs", "PosEngine/Shifts/ShiftEntries.cs",
    ];

    private static IEnumerable<string> SourceFiles() =>
        Directory.GetFiles(RepositoryFiles.PathOf("src", "PosEngine", "Pricing"), "*.cs", SearchOption.AllDirectories)
            .Concat(OtherFiles.Select(file => RepositoryFiles.PathOf(["src", .. file.Split('/')])));

    private static CSharpCompilation Bound(CSharpCompilation compilation)
    {
        _ = compilation.GetDeclarationDiagnostics();
        return compilation;
    }

    private static SyntaxTree Parse(string file) => CSharpSyntaxTree.ParseText(System.IO.File.ReadAllText(file), Parsing, file);

    private static PricingSubject Load(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        var assembly = new AssemblyLoadContext("mutant").LoadFromStream(stream);

        T Method<T>(string type, string method)
            where T : Delegate =>
            assembly.GetType($"PosEngine.{type}")!
                .GetMethod(method, BindingFlags.Public | BindingFlags.Static, [.. typeof(T).GetMethod("Invoke")!.GetParameters().Select(static parameter => parameter.ParameterType)])!
                .CreateDelegate<T>();

        return new()
        {
            Price = Method<Func<PriceRequest, PricedTicket>>("Pricing.Pricer", "Price"),
            Explain = Method<Func<PriceRequest, PriceExplanation>>("Pricing.Pricer", "Explain"),
            ExplainReceipt = Method<Func<Receipt, PriceExplanation>>("Receipts.ReceiptPricing", "Explain"),
            Refund = Method<PricingSubject.RefundFunction>("Receipts.RefundReceipt", "Of"),
            Exchange = Method<PricingSubject.ExchangeFunction>("Receipts.ExchangeReceipt", "Of"),
            SaleOf = Method<Func<Receipt, Receipt>>("Receipts.Exchanges", "SaleOf"),
            ReturnOf = Method<Func<Receipt, Receipt>>("Receipts.Exchanges", "ReturnOf"),
            RoundCash = Method<Func<Money, PricingPolicy, Money>>("Pricing.CashRounding", "Round"),
            Return = Method<PricingSubject.ReturnFunction>("Pricing.Pricer", "Return"),
            Settle = SettlementOf(assembly.GetType("PosEngine.Checkout.Settlement")!),
            StoreAndRead = StorageOf(assembly, Method<Action<Utf8JsonWriter, Receipt>>("Receipts.ReceiptFormat", "WriteMembers")),
            InputsOf = Method<Func<Receipt, PriceRequest>>("Receipts.ReceiptPricing", "ToPriceRequest"),
        };
    }

    // What it answers with is a type of the mutant's own.
    private static PricingSubject.SettleFunction SettlementOf(Type settlement)
    {
        var settle = settlement.GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!;
        var figures = new[] { "CashRounding", "Change", "Missing" }.Select(name => settlement.GetProperty(name)!).ToArray();
        return (total, policy, payments) =>
        {
            var settled = settle.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [total, policy, payments], culture: null);
            var amounts = figures.Select(figure => (Money)figure.GetValue(settled)!).ToArray();
            return (amounts[0], amounts[1], amounts[2]);
        };
    }

    private static Func<Receipt, Receipt> StorageOf(Assembly assembly, Action<Utf8JsonWriter, Receipt> writeMembers)
    {
        var read = assembly.GetType("PosEngine.Receipts.ReceiptFormat")!.GetMethod("Read", BindingFlags.Public | BindingFlags.Static)!;
        using var body = JsonDocument.Parse("""{ "at": "1970-01-01T00:00:00.000+00:00", "clock_offset": null, "employee": "00000004-0000-0000-0000-000000000000" }""");
        var head = assembly.GetType("PosEngine.Journal.EntryBody")!.GetMethod("ReadHead")!.Invoke(null, [body.RootElement]);
        return receipt => StoredReceipts.Read(StoredReceipts.Write(receipt, writeMembers), data => (Receipt)read.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [head, data], culture: null)!);
    }
}
