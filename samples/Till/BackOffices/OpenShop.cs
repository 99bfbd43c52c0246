using Till.CommandLine;
using Till.Shop;

namespace Till.BackOffices;

/// <summary>A shop that is ready to be sold in: a folder for its databases, and a back office that runs.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;
    private readonly BackOfficeProcess? _process;

    private OpenShop(DirectoryInfo folder, bool isTemporary, BackOfficeProcess? process, Uri backOffice, string token)
    {
        _folder = folder;
        _isTemporary = isTemporary;
        _process = process;
        BackOffice = backOffice;
        Token = token;
    }

    /// <summary>The till's database.</summary>
    public string DeviceDatabase => Path.Combine(_folder.FullName, "till-1.db");

    /// <summary>The address of the back office.</summary>
    public Uri BackOffice { get; }

    /// <summary>The token that the back office knows this till by.</summary>
    public string Token { get; }

    /// <summary>Makes the folder, and starts a back office if none runs yet.</summary>
    /// <exception cref="TillException">The folder cannot be used, or the back office does not start.</exception>
    public static async Task<OpenShop> OpenAsync(ShopLocation location, PriceList prices)
    {
        try
        {
            var isTemporary = location.DataDirectory is null;
            var folder = isTemporary ? Directory.CreateTempSubdirectory("till-") : Directory.CreateDirectory(location.DataDirectory!);
            if (location.BackOffice is { } address)
                return new(folder, isTemporary, process: null, address, location.Token!);

            var seedFile = Path.Combine(folder.FullName, "shop.json");
            await File.WriteAllTextAsync(seedFile, ShopReference.ChangesOf(prices).ToJsonString());
            var process = await BackOfficeProcess.StartAsync(Path.Combine(folder.FullName, "back-office.db"), seedFile, location.Port);
            return new(folder, isTemporary, process, process.Address, process.Token);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new TillException($"The data folder cannot be used: {cause.Message}", cause);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        if (_isTemporary)
            _folder.Delete(recursive: true);
    }
}
