using BackOffice;

try
{
    await using var app = BackOfficeApp.Build(args);
    await app.StartAsync();
    foreach (var url in app.Urls)
        Console.WriteLine($"listening on {url}");

    if (app.Services.GetRequiredService<BackOfficeOptions>().StopsWithInput)
    {
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            app.Lifetime.StopApplication();
        });
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartupProblem.Explain(exception) is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}
