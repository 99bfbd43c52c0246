namespace Till.CommandLine;

/// <summary>What <c>--help</c> says.</summary>
internal static class HelpText
{
    public const string Value = """
        till: a console till on PosEngine.

          till demo                 plays a day at the till, with and without a connection, and compares device and back office
          till replay FILE          rings up a sales log (date,time,ticket,item) through a connection that fails on purpose
          till sell                 a till to try by hand

        Options
          --json                    demo, replay: standard output is one JSON object, the narrative goes to standard error
          --seed N                  replay: decides every discount, payment, fault and restart; 1 if not given
          --data DIR                keeps the databases in DIR; a killed replay goes on where it stood
          --number N                sell: which till of the shop it is; another one than 1 needs the back office that till 1 names
          --back-office URL         replay, sell: uses a back office that runs already
          --token TOKEN             the token that its devices have
          --admin-token TOKEN       the token of whoever edits its reference data
          --port PORT               the port of the back office that the till starts; any free one if not given
          --help                    this text

        Exit codes
          0  done, and device and back office agree
          1  it ran to its end, and a figure is not what it must be
          2  the command line is wrong
          3  a file, a folder, a port or the back office is not as it needs to be
        """;
}
