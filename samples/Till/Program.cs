using System.Text;
using Till;

Console.OutputEncoding = Encoding.UTF8;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // Leave in order: what is being sold is completed, and the back office is told to end.
    key.Cancel = true;
    stop.Cancel();
};
return await TillProgram.RunAsync(args, new(Console.In, Console.Out, Console.Error), stop.Token);
