using System.Security.Cryptography;
using Till.CommandLine;
using Till.Shop;

namespace Till.BackOffices;

/// <summary>A shop that is ready to be sold in: a folder for its databases, and a back office that runs.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;
    private readonly BackOfficeProcess? _process;

    private OpenShop(DirectoryInfo folder, bool isTemporary, BackOfficeProcess? process, BackOfficeLocation backOffice)
    {
        _folder = folder;
        _isTemporary = isTemporary;
        _process = process;
        BackOffice = backOffice;
        Admin = new(backOffice.Address, backOffice.AdminToken);
    }

    /// <summary>The till's database.</summary>
    public string DeviceDatabase => Path.Combine(_folder.FullName, "till-1.db");

    /// <summary>The back office.</summary>
    public BackOfficeLocation BackOffice { get; }

    /// <summary>The same, from the side of whoever runs the shop.</summary>
    public BackOfficeAdmin Admin { get; }

    /// <summary>Makes the folder, starts a back office if none runs yet, and tells it what the shop sells.</summary>
    /// <exception cref="TillException">The folder cannot be used, or the back office does not start or answer.</exception>
    public static async Task<OpenShop> OpenAsync(ShopLocation location, PriceList prices)
    {
        try
        {
            var isTemporary = location.DataDirectory is null;
            var folder = isTemporary ? Directory.CreateTempSubdirectory("till-") : Directory.CreateDirectory(location.DataDirectory!);
            var shop = location.BackOffice is { } given
                ? new OpenShop(folder, isTemporary, process: null, given)
                : await StartAsync(folder, isTemporary, location.Port);

            // Once: a till that has a database has also pulled from a back office that knew everything.
            if (!File.Exists(shop.DeviceDatabase))
                await shop.Admin.SetAsync(ShopReference.ChangesOf(prices));
            return shop;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new TillException($"The data folder cannot be used: {cause.Message}", cause);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        if (_isTemporary)
            _folder.Delete(recursive: true);
    }

    private static async Task<OpenShop> StartAsync(DirectoryInfo folder, bool isTemporary, int port)
    {
        var (token, adminToken) = (NewToken(), NewToken());
        var process = await BackOfficeProcess.StartAsync(Path.Combine(folder.FullName, "back-office.db"), port, token, adminToken);
        return new(folder, isTemporary, process, new(process.Address, token, adminToken));
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
