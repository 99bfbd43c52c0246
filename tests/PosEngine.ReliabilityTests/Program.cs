using PosEngine.Reliability;
using PosEngine.Reliability.Crash;

return args switch
{
    ["till", "sell", var path] => await TillProgram.SellAsync(path),
    ["till", "sell-on-a-full-disk", var path, var seed] => await TillProgram.SellOnFullDiskAsync(path, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),

    // As xunit.v3 would generate it.
    _ when args.Any(static arg => arg is "--server" or "--internal-msbuild-node") =>
        await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
