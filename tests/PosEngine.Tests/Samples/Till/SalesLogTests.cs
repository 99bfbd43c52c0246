using System.Collections.Immutable;
using Till;
using Till.SalesLogs;

namespace PosEngine.Samples.Till;

public sealed class SalesLogTests
{
    [Fact]
    public void Lines_with_the_same_number_are_one_ticket()
    {
        var tickets = Read("2016-10-30,10:05:34,2,Scone\n2016-10-30,10:05:34,2,Tea\n2016-10-30,10:07:57,5,Jam\n");

        Assert.Equal([2, 5], tickets.Select(ticket => ticket.Number));
        Assert.Equal(["Scone", "Tea"], tickets[0].Items);
        Assert.Equal(new DateTime(2016, 10, 30, 10, 5, 34), tickets[0].Time);
        Assert.Equal(new DateOnly(2016, 10, 30), tickets[1].Day);
    }

    [Theory]
    [InlineData("2016-10-30,10:05:34,2,Scone \r\n2016-10-30,10:07:57,5,Jam\r\n")]
    [InlineData("2016-10-30,10:05:34,2,Scone\n2016-10-30,10:07:57,5, Jam")]
    public void Line_ends_and_surrounding_spaces_do_not_matter(string text)
    {
        var tickets = Read(text);

        Assert.Equal(["Scone", "Jam"], tickets.SelectMany(ticket => ticket.Items));
    }

    [Theory]
    [InlineData("2016-10-30,10:05:34,2", "line 2: expected 4 columns (date,time,ticket,item), found 3: '2016-10-30,10:05:34,2'.")]
    [InlineData("2016-10-30,10:05:34,2,Olum, polenta", "line 2: expected 4 columns (date,time,ticket,item), found 5: '2016-10-30,10:05:34,2,Olum, polenta'.")]
    [InlineData("", "line 2: expected 4 columns (date,time,ticket,item), found 1: ''.")]
    [InlineData("2016-13-30,10:05:34,2,Tea", "line 2: '2016-13-30' is no date; expected one such as 2016-10-30.")]
    [InlineData("30/10/2016,10:05:34,2,Tea", "line 2: '30/10/2016' is no date; expected one such as 2016-10-30.")]
    [InlineData("2016-10-30,25:05:34,2,Tea", "line 2: '25:05:34' is no time; expected one such as 09:58:11.")]
    [InlineData("2016-10-30,10:05:34,two,Tea", "line 2: 'two' is no ticket number; expected a whole number from 1.")]
    [InlineData("2016-10-30,10:05:34,-2,Tea", "line 2: '-2' is no ticket number; expected a whole number from 1.")]
    [InlineData("2016-10-30,10:05:34,0,Tea", "line 2: '0' is no ticket number; expected a whole number from 1.")]
    [InlineData("2016-10-30,10:05:34,2,", "line 2: the item is missing; a line without an item says NONE.")]
    [InlineData("2016-10-30,09:58:10,2,Tea", "line 2: 2016-10-30 09:58:10 is earlier than the line before; the log must be in order of time.")]
    public void A_broken_line_is_named_with_what_was_expected(string second, string message)
    {
        var error = Assert.Throws<TillException>(() => Read("2016-10-30,09:58:11,1,Bread\n" + second + "\n"));

        Assert.Equal("log.csv, " + message, error.Message);
    }

    [Fact]
    public void A_ticket_whose_lines_stand_apart_is_refused()
    {
        var error = Assert.Throws<TillException>(() => Read("2016-10-30,09:58:11,1,Bread\n2016-10-30,09:58:12,2,Tea\n2016-10-30,09:58:13,1,Jam\n"));

        Assert.StartsWith("log.csv, line 3: ticket 1 comes after ticket 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_without_a_sale_is_refused() =>
        Assert.Equal("log.csv holds no sale.", Assert.Throws<TillException>(() => Read("")).Message);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), "no-such-folder", "log.csv");

        Assert.Equal($"There is no file '{path}'.", Assert.Throws<TillException>(() => SalesLog.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0x54, 0x80, 0x81]);

            Assert.Equal($"{path} is no UTF-8 text.", Assert.Throws<TillException>(() => SalesLog.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ImmutableArray<LogTicket> Read(string text) => SalesLog.Read(new StringReader(text), "log.csv");
}
