using Till;
using Till.CommandLine;

namespace PosEngine.Samples.Till;

public sealed class CommandLineParserTests
{
    private static readonly ShopLocation Own = new(DataDirectory: null, BackOffice: null, Port: 0);

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("replay --help")]
    [InlineData("-h")]
    public void Help_is_what_asking_for_nothing_gives(string arguments) => Assert.Equal(new HelpCommand(), Parse(arguments));

    [Fact]
    public void A_demo_needs_nothing_else() => Assert.Equal(new DemoCommand(Json: false, DataDirectory: null, Port: 0), Parse("demo"));

    [Fact]
    public void Options_may_stand_before_and_after_the_file_and_join_their_value() =>
        Assert.Equal(
            new ReplayCommand("log.csv", 42, Own with { DataDirectory = "shop", Port = 8080 }, Json: true),
            Parse("replay --seed=42 log.csv --data shop --json --port 8080"));

    [Fact]
    public void A_back_office_that_runs_already_comes_with_its_tokens() =>
        Assert.Equal(
            new SellCommand(Own with { BackOffice = new(new("http://127.0.0.1:5000"), "secret", "chief") }),
            Parse("sell --back-office http://127.0.0.1:5000 --token secret --admin-token chief"));

    [Fact]
    public void A_second_till_has_a_number_and_the_back_office_of_the_first() =>
        Assert.Equal(
            new SellCommand(Own with { BackOffice = new(new("http://127.0.0.1:5000"), "secret", "chief"), Number = 2 }),
            Parse("sell --number 2 --back-office http://127.0.0.1:5000 --token secret --admin-token chief"));

    [Theory]
    [InlineData("sell --number 2", "Till 2 needs the back office of till 1, which says how to join it.")]
    [InlineData("sell --number 0", "'0' is no number of a till; expected a whole number from 1.")]
    [InlineData("refund", "There is no command 'refund'; the commands are demo, replay, sell.")]
    [InlineData("--json", "There is no command '--json'; the commands are demo, replay, sell.")]
    [InlineData("replay", "replay needs the file of the sales log: till replay FILE.")]
    [InlineData("replay a.csv b.csv", "'b.csv' is one argument too many for replay.")]
    [InlineData("demo a.csv", "'a.csv' is one argument too many for demo.")]
    [InlineData("demo --seed 7", "demo has no option '--seed'; it has --json, --port, --data.")]
    [InlineData("replay a.csv --speed 7", "replay has no option '--speed'; it has --json, --port, --data, --seed, --back-office, --token, --admin-token.")]
    [InlineData("replay a.csv --seed", "--seed needs a value.")]
    [InlineData("replay a.csv --seed=", "--seed needs a value.")]
    [InlineData("replay a.csv --seed -1", "'-1' is no seed; expected a whole number from 0.")]
    [InlineData("replay a.csv --seed 1 --seed 2", "--seed is given twice.")]
    [InlineData("replay a.csv --json=yes", "--json takes no value.")]
    [InlineData("demo --port 70000", "'70000' is no port; expected a whole number from 0 (any free one) to 65535.")]
    [InlineData("sell --back-office localhost:5000 --token t --admin-token a", "'localhost:5000' is no address of a back office; expected something like http://127.0.0.1:5000.")]
    [InlineData("sell --back-office http://h --token t", "A back office that runs already needs all of --back-office, --token, --admin-token.")]
    [InlineData("sell --token t", "A back office that runs already needs all of --back-office, --token, --admin-token.")]
    [InlineData("sell --back-office http://h --token t --admin-token a --port 1", "--port is for the back office that the till starts; --back-office names one that runs already.")]
    public void A_wrong_command_line_says_what_is_wrong(string arguments, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Parse(arguments)).Message);

    private static TillCommand Parse(string arguments) =>
        CommandLineParser.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
