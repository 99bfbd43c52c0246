using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PosEngine.Analyzers;

/// <summary>
/// POS0001: a <c>PosResult</c> says whether something happened at the till, and a refusal is no exception, so a result
/// that nobody looks at is a refusal that nobody sees. <c>_ = …</c> says that this is meant.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredResultAnalyzer : DiagnosticAnalyzer
{
    public const string DiagnosticId = "POS0001";

    private static readonly DiagnosticDescriptor Rule = new(
        DiagnosticId,
        title: "The result is ignored",
        messageFormat: "The result of '{0}' is ignored",
        category: "Usage",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A refusal is returned, not thrown. Look at the result, or discard it explicitly with '_ = '.");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ResultTypes.Find(start.Compilation) is { } types)
                start.RegisterOperationAction(operation => Analyze(operation, types), OperationKind.ExpressionStatement);
        });
    }

    private static void Analyze(OperationAnalysisContext context, ResultTypes types)
    {
        var value = ((IExpressionStatementOperation)context.Operation).Operation;

        // An assignment has the type of its value, yet the value is kept (or explicitly discarded).
        if (value is IAssignmentOperation || !types.CarriesResult(value.Type))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), NameOf(value)));
    }

    /// <summary>The name of the method that made the result; otherwise what the source says.</summary>
    private static string NameOf(IOperation operation) => operation switch
    {
        IAwaitOperation awaited => NameOf(awaited.Operation),
        IConditionalAccessOperation access => NameOf(access.WhenNotNull),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => NameOf(task),
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } callee } => callee.Syntax.ToString(),
        IInvocationOperation call => call.TargetMethod.Name,
        _ => operation.Syntax.ToString(),
    };
}
