using Till.CommandLine;
using Till.Shop;

namespace Till.BackOffices;

/// <summary>A shop that is ready to be sold in: a folder for its databases, and a back office that runs.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly BackOfficeProcess? _process;

    private OpenShop(DataFolder folder, BackOfficeProcess? process, BackOfficeLocation backOffice, int number)
    {
        _folder = folder;
        Number = number;
        _process = process;
        BackOffice = backOffice;
        Admin = new(backOffice.Address, backOffice.AdminToken);
    }

    /// <summary>The till's database.</summary>
    public string DeviceDatabase => _folder.PathOf($"till-{Number}.db");

    /// <summary>The till's number.</summary>
    public int Number { get; }

    /// <summary>Whether the back office runs for this till, and ends with it.</summary>
    public bool IsHost => _process is not null;

    /// <summary>The back office.</summary>
    public BackOfficeLocation BackOffice { get; }

    /// <summary>The same, from the side of whoever runs the shop.</summary>
    public BackOfficeAdmin Admin { get; }

    /// <summary>Makes the folder, starts a back office if none runs yet, and tells it what the shop sells.</summary>
    /// <exception cref="TillException">The folder cannot be used, or the back office does not start or answer.</exception>
    public static async Task<OpenShop> OpenAsync(ShopLocation location, PriceList prices)
    {
        var shop = await StartAsync(DataFolder.Open(location.DataDirectory), location);
        try
        {
            // Once: a till that has a database has also pulled from a back office that knew everything.
            if (location.Number == 1 && !File.Exists(shop.DeviceDatabase))
                await shop.Admin.SetAsync(ShopReference.ChangesOf(prices));
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<OpenShop> StartAsync(DataFolder folder, ShopLocation location)
    {
        if (location.BackOffice is { } given)
            return new(folder, process: null, given, location.Number);

        try
        {
            var process = await BackOfficeProcess.StartAsync(folder.PathOf("back-office.db"), location.Port);
            return new(folder, process, process.Location, location.Number);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
