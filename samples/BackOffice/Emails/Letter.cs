namespace BackOffice.Emails;

/// <summary>A receipt in words, part by part as it is read: what both forms of its letter show.</summary>
/// <param name="Language">Of the words: <c>de-AT</c>.</param>
/// <param name="Shop">Whose receipt it is.</param>
/// <param name="Title">What it is, with its number.</param>
public sealed record Letter(string Language, LetterShop Shop, string Title)
{
    /// <summary>That it was sent before; null the first time.</summary>
    public string? Mark { get; private init; }

    /// <summary>When, where, by whom, for whom, of what.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    public required IReadOnlyList<LetterSold> Lines { get; init; }

    public required IReadOnlyList<LetterRow> Adjustments { get; init; }

    public required LetterRow Total { get; init; }

    public required IReadOnlyList<LetterRow> Paid { get; init; }

    public required IReadOnlyList<LetterRow> Points { get; init; }

    /// <summary>What stands above the columns of the taxes.</summary>
    public required LetterTaxRow TaxHead { get; init; }

    public required IReadOnlyList<LetterTaxRow> Taxes { get; init; }

    public required IReadOnlyList<string> Foot { get; init; }

    internal static Letter Of(LetterReceipt receipt, DateTimeOffset completed, LetterShop shop, LetterFacts facts, LetterText text) =>
        new(text.Culture.Name, shop, text.Of(receipt.Title, receipt.Number))
        {
            Mark = facts.Copy > 0 ? text.Of("copy", facts.Copy) : null,
            Facts = [.. FactsOf(receipt, completed, facts, text)],
            Lines = [.. receipt.Lines.Select(line => new LetterSold(line.Name, text.Money(line.Subtotal), line.Letters, [.. line.DetailsIn(text)]))],
            Adjustments = Rows(receipt.Adjustments(text), text),
            Total = new(text.Of("total"), text.Money(receipt.Total)),
            Paid = Rows(receipt.Paid(text), text),
            Points = [.. PointsOf(receipt, facts, text)],
            TaxHead = new(text.Of("tax"), text.Of("rate"), text.Of("net"), text.Of("tax")),
            Taxes =
            [
                .. receipt.Taxes.Select((tax, index) => new LetterTaxRow($"{LetterLine.LetterOf(index)} {tax.Name}", tax.RateIn(text), text.Money(tax.Net), text.Money(tax.Amount))),
            ],
            Foot = [.. new[] { receipt.Note, shop.Footer }.OfType<string>()],
        };

    private static LetterRow[] Rows(IEnumerable<(string Name, long Amount)> rows, LetterText text) => [.. rows.Select(row => new LetterRow(row.Name, text.Money(row.Amount)))];

    private static IEnumerable<string> FactsOf(LetterReceipt receipt, DateTimeOffset completed, LetterFacts facts, LetterText text)
    {
        if (receipt.Started is { } started)
            yield return text.Of("begun", text.Time(started));
        yield return text.Of("completed", text.Time(completed));
        yield return text.Of("till", receipt.Till);
        if (facts.Employee is { } employee)
            yield return text.Of("served_by", employee);
        if (facts.Customer is { } customer)
            yield return text.Of("customer", customer);
        if (receipt.DiningOption is { } option)
            yield return text.Of("dining_option", option);
        if (receipt.RefundOf is { } refunded)
        {
            yield return text.Of(receipt.Title == "exchange" ? "exchange_of" : "refund_of", refunded.Number);
            if (!string.IsNullOrEmpty(refunded.Reason))
                yield return text.Of("reason", refunded.Reason);
        }
    }

    private static IEnumerable<LetterRow> PointsOf(LetterReceipt receipt, LetterFacts facts, LetterText text)
    {
        if (receipt.PointsSpent != 0)
            yield return new(text.Of("points_spent"), text.Count(receipt.PointsSpent));
        if (receipt.PointsEarned != 0)
            yield return new(text.Of("points_earned"), text.Count(receipt.PointsEarned));
        if (facts.Points is { } points && (points, receipt.PointsSpent, receipt.PointsEarned) is not (0, 0, 0))
            yield return new(text.Of("points_balance"), text.Count(points));
    }
}

/// <summary>Words and a figure.</summary>
public sealed record LetterRow(string Name, string Amount);

/// <summary>What was sold.</summary>
/// <param name="Name">What.</param>
/// <param name="Amount">For how much, before what is told below it.</param>
/// <param name="Letters">Of its taxes.</param>
/// <param name="Details">What is told below it.</param>
public sealed record LetterSold(string Name, string Amount, string Letters, IReadOnlyList<string> Details);

/// <summary>A row of the table of taxes.</summary>
public sealed record LetterTaxRow(string Name, string Rate, string Net, string Amount);
