using PosEngine.Reliability;
using PosEngine.Reliability.Crash;
using PosEngine.Reliability.Vfs;

return args switch
{
    ["till", "sell", var path] => await TillProgram.SellAsync(path),
    ["till", "hold", var path, var point, var at] => await TillProgram.HoldAsync(path, Enum.Parse<HoldPoint>(point), int.Parse(at, System.Globalization.CultureInfo.InvariantCulture)),
    ["till", "sell-on-a-full-disk", var path, var seed] => await TillProgram.SellOnFullDiskAsync(path, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),

    ["till", "email", var path, var address] => await TillProgram.EmailAsync(path, address),
    ["till", "synchronise", var path, var address, var token] => await TillProgram.SynchroniseAsync(path, address, token),

    // As xunit.v3 would generate it.
    _ when args.Any(static arg => arg is "--server" or "--internal-msbuild-node") =>
        await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
