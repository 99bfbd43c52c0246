using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>The online calls of the HTTP transport and the reference back office, over a real socket and a real database. The owner is a person at the pages.</summary>
public abstract class ServicesConformanceTests : BackOfficeServicesConformance
{
    private readonly RunningBackOffice _office;
    private readonly HttpBackOffice _transport;

    private protected ServicesConformanceTests(OfficeFixture fixture)
    {
        _office = fixture.Office;
        _transport = new(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
    }

    protected override Task<TestedBackOffice> CreateAsync() => Task.FromResult(new TestedBackOffice(_transport)
    {
        SetReferenceAsync = SetReferenceAsync,
        SetStockAsync = SetStockAsync,
        EndRefundAsync = EndRefundAsync,
        FreeTicketAsync = FreeTicketAsync,
        DisposeAsync = () =>
        {
            _transport.Dispose();
            return default;
        },
    });

    private async Task SetStockAsync(ItemId item, Quantity quantity)
    {
        await SetReferenceAsync("item", $"{item}", $$"""{"id":"{{item}}","name":"Tea","taxes":[]}""");
        using var owner = await TestBrowser.SignInAsync(_office);
        var saved = await owner.SubmitAsync("/stock", $"/stock/{item}", ("quantity", quantity.ToString()));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, saved.Status);
    }

    private async Task EndRefundAsync(ReceiptId receipt)
    {
        using var owner = await TestBrowser.SignInAsync(_office);
        foreach (var device in await DevicesAsync(owner))
        {
            if ((await owner.ShowAsync(device)).Contains($"/refunds/{receipt}/end", StringComparison.Ordinal))
            {
                await owner.SubmitAsync(device, $"/refunds/{receipt}/end");
                Assert.DoesNotContain($"{receipt}", await owner.ShowAsync(device), StringComparison.Ordinal);
                return;
            }
        }

        Assert.Fail("No page of a device shows the right.");
    }

    private async Task FreeTicketAsync(ParkingId parking)
    {
        using var owner = await TestBrowser.SignInAsync(_office);
        await owner.SubmitAsync("/parked", $"/parked/{parking}/free");
        Assert.DoesNotContain($"/parked/{parking}/free", await owner.ShowAsync("/parked"), StringComparison.Ordinal);
    }

    private new async Task SetReferenceAsync(string kind, string id, string? json)
    {
        var path = $"v1/admin/reference/{kind}/{id}";
        Assert.Equal(204, (json is null ? await _office.DeleteAsync(path) : await _office.PutAsync(path, json)).Status);
    }

    private static async Task<IEnumerable<string>> DevicesAsync(TestBrowser owner) =>
        (await owner.ShowAsync("/")).Split("<a href=\"")[1..].Select(link => link.Split('"')[0]).Where(path => path.StartsWith("/devices/", StringComparison.Ordinal));
}

public sealed class ServicesConformanceOnSqliteTests(SqliteOffice office) : ServicesConformanceTests(office), IClassFixture<SqliteOffice>;

public sealed class ServicesConformanceOnPostgresTests(PostgresOffice office) : ServicesConformanceTests(office), IClassFixture<PostgresOffice>;
