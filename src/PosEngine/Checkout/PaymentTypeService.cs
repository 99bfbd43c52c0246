using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Checkout;

/// <summary>The ways to pay: the built-in ones, named in the engine's language, and what the back office adds.</summary>
internal sealed class PaymentTypeService : IReferenceRoom
{
    private const string Kind = "payment_type";

    private readonly Readers _readers;
    private readonly ILogger _logger;
    private readonly ImmutableArray<PaymentType> _builtIn;

    public PaymentTypeService(Readers readers, PosText text, ILogger logger)
    {
        _readers = readers;
        _logger = logger;
        _builtIn =
        [
            PaymentType.Cash with { Name = text.Of(Labels.Cash) },
            PaymentType.Card with { Name = text.Of(Labels.Card) },
            PaymentType.IntegratedCard with { Name = text.Of(Labels.IntegratedCard) },
        ];
        Current = _builtIn;
    }

    public ImmutableArray<PaymentType> Current { get; private set; }

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public void Load()
    {
        var rows = _readers.Query(static connection => ReferenceTable.Read(connection, Kind).ToList());
        var own = rows.Select(row => ReferenceJson.TryRead(row.Data, Read, _logger, Kind, row.Id, out var type) ? type : null).OfType<PaymentType>();
        Current = [.. _builtIn, .. own.Where(type => _builtIn.All(builtIn => builtIn.Id != type.Id)).OrderBy(static type => type.Name, StringComparer.CurrentCulture)];
    }

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            ReferenceJson.CheckId(change, Read(json).Id.Value);
        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes) => Load();

    private static PaymentType Read(string json) => ReferenceJson.Parse(json, static type => new PaymentType
    {
        Id = new PaymentTypeId(type.GetProperty("id").GetGuid()),
        Name = type.Text("name"),
        Kind = WireNames.PaymentKinds.Parse(type.Text("type")),
        GivesChange = type.TryGetProperty("gives_change", out var givesChange) ? givesChange.GetBoolean() : null,
    });
}
