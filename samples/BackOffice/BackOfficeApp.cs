using BackOffice.Access;
using BackOffice.Accounts;
using BackOffice.Audit;
using BackOffice.Backups;
using BackOffice.Devices;
using BackOffice.Editing;
using BackOffice.Emails;
using BackOffice.Erasures;
using BackOffice.Ingest;
using BackOffice.Merging;
using BackOffice.Pages;
using BackOffice.Protocol;
using BackOffice.Receipts;
using BackOffice.Reference;
using BackOffice.Refunds;
using BackOffice.Stock;
using BackOffice.Storage;
using BackOffice.Tenants;
using BackOffice.Tickets;
using Microsoft.AspNetCore.Components.Web;

namespace BackOffice;

/// <summary>Puts the back office together. Tests build it with arguments of their own and run the real thing.</summary>
internal static class BackOfficeApp
{
    /// <param name="args">The command line; see <see cref="BackOfficeOptions"/>.</param>
    /// <param name="configure">Replaces services (the clock, say) before the application is built.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        ConfigureLogging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BackOfficeOptions.RequestBytesMax;
        });
        AddServices(builder.Services, BackOfficeOptions.Parse(args));
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        UseMiddleware(app);
        MapEndpoints(app);
        return app;
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        // Standard output belongs to the line that says where it listens; why it does not start is said once, by Program.
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddServices(IServiceCollection services, BackOfficeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddTenants();
        services.AddSingleton<StoreSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreSetup>());

        AddEmails(services, options);
        services.AddSingleton<ErasureDuty>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasureDuty>());
        services.AddScoped<HtmlRenderer>();
        services.AddSignIn();
        services.AddRequestDecompression();
        services.AddResponseCompression();
        services.ConfigureHttpJsonOptions(json => ProtocolJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);   // Faults answers them
    }

    /// <summary>Without a server and without a folder, e-mails wait.</summary>
    private static void AddEmails(IServiceCollection services, BackOfficeOptions options)
    {
        if (options.Smtp is { } smtp)
            services.AddSingleton<IEmailTransport>(new SmtpServer(smtp));
        else if (options.EmailFolder is { } folder)
            services.AddSingleton<IEmailTransport>(new EmailFolder(folder));
        else
            return;

        services.AddSingleton<EmailSender>();
        services.AddHostedService(provider => provider.GetRequiredService<EmailSender>());
    }

    private static void UseMiddleware(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStatusCodePages(context => Faults.ExplainAsync(context.HttpContext));
        app.Use(next => context => Faults.CatchAsync(context, next));
        app.UseRouting();
        app.Use(next => context => ProtocolVersion.CheckAsync(context, next));
        app.Use(next => context => AccessGate.CheckAsync(context, next));
        app.UseRequestDecompression();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static void MapEndpoints(WebApplication app)
    {
        var devices = app.MapGroup("/v1").WithMetadata(new ProtocolVersion(), new AccessGate(TokenTable.DeviceRole));
        devices.MapHello();
        devices.MapJournal();
        devices.MapPull();
        devices.MapStock();
        devices.MapReceipts();
        devices.MapRefunds();
        devices.MapValues();
        devices.MapTickets();
        devices.MapCustomers();
        devices.MapChanges();

        var admin = app.MapGroup("/v1/admin").WithMetadata(new AccessGate(TokenTable.AdminRole));
        admin.MapReference();
        admin.MapTokens();
        admin.MapAudit();
        admin.MapImport();
        admin.MapBackups();
        app.MapPairing(admin);
        app.MapGroup("/v1").WithMetadata(new AccessGate(TokenTable.OperatorRole)).MapTenants();

        app.MapPages();
        app.MapSignIn();
        app.MapEditing();
        app.MapErasures();
        app.MapMerges();
        app.MapStockPages();
        app.MapRefundPages();
        app.MapTicketPages();
        app.MapValuePages();
        app.MapEmailPages();
        app.MapOpenApi();
        app.MapGet("/health", () => Results.Ok());
    }
}
