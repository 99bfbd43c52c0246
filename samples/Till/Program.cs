using Spectre.Console;

AnsiConsole.MarkupLine("[bold]till[/]: nothing to sell yet.");
