using System.Globalization;
using PosEngine;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Tickets;
using Till.BackOffices;
using Till.Screens;

namespace Till.Sell;

/// <summary>Everything that can be done by typing at the till, each action with the capability that it is under.</summary>
internal sealed class SalesCounter
{
    private readonly FaultyBackOffice _connection;
    private readonly Screen _screen;

    /// <param name="pos">The engine, started, with somebody signed in.</param>
    /// <param name="connection">The connection, to be switched.</param>
    /// <param name="screen">What is seen.</param>
    public SalesCounter(IPosEngine pos, FaultyBackOffice connection, Screen screen)
    {
        Pos = pos;
        _connection = connection;
        _screen = screen;
        Ticket = pos.Tickets.Open is [var left, ..] ? left : pos.Tickets.Start();
        Actions =
        [
            new("qty", "N", "set the quantity of the last line", Capability.Sale, ChangeQuantityAsync),
            new("del", "", "remove the last line", Capability.Sale, RemoveAsync),
            new("cash", "[AMOUNT]", "pay in cash", Capability.Sale, amount => PayAsync(PaymentType.Cash, amount)),
            new("card", "[AMOUNT]", "pay by card on a terminal of its own", Capability.Sale, amount => PayAsync(PaymentType.Card, amount)),
            new("terminal", "[AMOUNT]", "pay on an integrated card terminal", Capability.IntegratedCardPayment, amount => PayAsync(PaymentType.IntegratedCard, amount)),
            new("park", "NAME", "set the ticket aside", Capability.OpenTickets, ParkAsync),
            new("parked", "", "list what is parked, here and at other tills", Capability.OpenTickets, ListParkedAsync),
            new("resume", "NAME", "take up a parked ticket, of whichever till", Capability.OpenTickets, ResumeAsync),
            new("receipts", "", "list the newest receipts", Capability.ReceiptList, ListAsync),
            new("refund", "NUMBER [LINE AMOUNT]", "give back all that is left of a receipt, or an amount of the price of a line", Capability.Refund, RefundAsync),
            new("email", "ADDRESS", "send the newest receipt by e-mail", Capability.EmailReceipt, EmailAsync),
            new("open", "[FLOAT]", "open a shift", Capability.ShiftManagement, OpenShiftAsync),
            new("close", "COUNTED", "close the shift with the cash counted", Capability.ShiftManagement, CloseShiftAsync),
            new("sync", "", "synchronise now", Capability.SyncNow, async _ => (await Pos.Sync.SyncNowAsync()).WithoutValue()),
            new("signout", "", "sign the device out of its account", Capability.SignOut, _ => Pos.Device.SignOutAsync()),
            new("offline", "", "pull the cable out", null, _ => SwitchAsync(isCut: true)),
            new("online", "", "plug it in again", null, _ => SwitchAsync(isCut: false)),
        ];
    }

    /// <summary>The engine.</summary>
    public IPosEngine Pos { get; }

    /// <summary>The ticket being rung up.</summary>
    public ITicket Ticket { get; private set; }

    /// <summary>What can be typed.</summary>
    public IReadOnlyList<SellAction> Actions { get; }

    /// <summary>Adds an item by barcode, SKU or a part of its name.</summary>
    public async Task<PosResult> AddAsync(string text)
    {
        var scan = Ticket.Scan(text);
        if (scan.Refusal is not { Code: RefusalCodes.BarcodeUnknown })
            return scan.WithoutValue();
        if (Pos.Catalog.FindBySku(text).TryGet(out var item, out _))
            return Ticket.Add(item).WithoutValue();
        return await Pos.Catalog.SearchAsync(text, limit: 1) is [var found] ? Ticket.Add(found).WithoutValue() : scan.WithoutValue();
    }

    private Task<PosResult> ChangeQuantityAsync(string quantity) =>
        Task.FromResult(Ticket.ChangeQuantity(LastLine(), QuantityOf(quantity)).WithoutValue());

    private Task<PosResult> RemoveAsync(string nothing) => Task.FromResult(Ticket.Remove(LastLine()));

    private async Task<PosResult> PayAsync(PaymentType type, string amount)
    {
        var payment = new Payment(type, amount.Length > 0 ? MoneyOf(amount) : Ticket.Current.Totals.Gross);
        var sale = await Pos.Checkout.CompleteAsync(Ticket, payment);
        await Pos.Hardware.FlushAsync();
        return Next(sale.WithoutValue());
    }

    private async Task<PosResult> ParkAsync(string name) =>
        Next(await Pos.Tickets.ParkAsync(Ticket, name.Length > 0 ? name : throw new TillException("park needs a name: park Table 4")));

    // Those of other tills as of the last synchronisation: sync asks again.
    private Task<PosResult> ListParkedAsync(string nothing)
    {
        _screen.Table(
            ["Ticket", "Total", "Parked at"],
            Pos.Tickets.Parked.Value.Select(ticket => new[] { ticket.Name, Pos.Text.Of(ticket.Gross), "this till" }).Concat(Pos.Tickets.Shared.Value.Select(ticket => new[]
            {
                ticket.Name, Pos.Text.Of(ticket.Gross), $"till {ticket.DeviceNumber?.ToString(CultureInfo.InvariantCulture) ?? "?"}{(ticket.IsUnsettled ? ", asked for without an answer: resume asks again" : "")}",
            })), 1);
        return Task.FromResult(PosResult.Done);
    }

    private async Task<PosResult> ResumeAsync(string name)
    {
        var resumed = Pos.Tickets.Parked.Value.FirstOrDefault(ticket => ticket.Name == name) is { } own ? await Pos.Tickets.ResumeAsync(own.Id)
            : Pos.Tickets.Shared.Value.FirstOrDefault(ticket => ticket.Name == name) is { } shared ? await Pos.Tickets.TakeOverAsync(shared.Id)
            : throw new TillException($"Parked are: {string.Join(", ", ParkedNames().DefaultIfEmpty("no tickets"))}.");
        if (resumed.TryGet(out var ticket, out _))
            Ticket = ticket;
        return resumed.WithoutValue();
    }

    private IEnumerable<string> ParkedNames() => Pos.Tickets.Parked.Value.Select(ticket => ticket.Name).Concat(Pos.Tickets.Shared.Value.Select(ticket => ticket.Name));

    private async Task<PosResult> ListAsync(string nothing)
    {
        var page = await Pos.Receipts.ListAsync(new() { Limit = 20 });
        if (page.TryGet(out var receipts, out _))
            _screen.Receipts(receipts, Pos.Text);
        return page.WithoutValue();
    }

    // "refund 1-1001 2 1.50": the second line of the receipt cost 1.50 too much, and the customer keeps it.
    private async Task<PosResult> RefundAsync(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = await Pos.Receipts.FindByNumberAsync(words.FirstOrDefault(""));
        if (!found.TryGet(out var sale, out _))
            return found.WithoutValue();
        var request = new RefundRequest { ReceiptId = sale.Id };
        if (words.Length > 1)
        {
            var read = await Pos.Receipts.GetAsync(sale.Id);
            if (!read.TryGet(out var receipt, out _))
                return read.WithoutValue();
            if (words.Length != 3 || NumberOf(words[1]) is not (>= 1 and var line) || line > receipt.Lines.Length || decimal.Truncate(line) != line)
                throw new TillException($"refund needs a line from 1 to {receipt.Lines.Length} and an amount: refund {receipt.Number} 1 1.50");
            request = request with { Lines = [RefundedLine.ByAmount(receipt.Lines[(int)line - 1].Id, MoneyOf(words[2]))] };
        }

        var refund = await Pos.Receipts.RefundAsync(request);
        await Pos.Hardware.FlushAsync();
        return refund.WithoutValue();
    }

    private async Task<PosResult> EmailAsync(string address)
    {
        var list = await Pos.Receipts.ListAsync(new() { Limit = 1 });
        if (!list.TryGet(out var newest, out _))
            return list.WithoutValue();
        return newest.Count == 0
            ? throw new TillException("There is no receipt yet.")
            : (await Pos.Receipts.EmailAsync(newest[0].Id, address)).WithoutValue();
    }

    private async Task<PosResult> OpenShiftAsync(string openingFloat) =>
        (await Pos.Shifts.OpenAsync(openingFloat.Length > 0 ? MoneyOf(openingFloat) : Money.Zero)).WithoutValue();

    private async Task<PosResult> CloseShiftAsync(string counted)
    {
        var close = await Pos.Shifts.CloseAsync(MoneyOf(counted));
        if (close.TryGet(out var report, out _))
            Pos.Hardware.Print(report).EnsureDone();
        await Pos.Hardware.FlushAsync();
        return close.WithoutValue();
    }

    private Task<PosResult> SwitchAsync(bool isCut)
    {
        _connection.IsCut = isCut;
        Pos.Connectivity.ReportNetwork(!isCut);
        return Task.FromResult(PosResult.Done);
    }

    // A ticket that is paid or parked makes room for the next.
    private PosResult Next(PosResult result)
    {
        if (result.IsDone)
            Ticket = Pos.Tickets.Start();
        return result;
    }

    private LineId LastLine() => Ticket.Current.Lines is [.., var last] ? last.Id : throw new TillException("The ticket is empty.");

    private static Money MoneyOf(string text) =>
        NumberOf(text) is var pounds && decimal.Round(pounds, 5) == pounds ? Money.Of(pounds) : throw new TillException($"'{text}' is finer than any amount.");

    private static Quantity QuantityOf(string text) =>
        NumberOf(text) is var number && decimal.Round(number, 3) == number ? Quantity.Of(number) : throw new TillException($"'{text}' is finer than any quantity.");

    private static decimal NumberOf(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000
            ? number
            : throw new TillException($"'{text}' is no number; expected one such as 12.50.");
}
