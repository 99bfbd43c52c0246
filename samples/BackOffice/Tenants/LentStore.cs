using System.Data.Common;
using BackOffice.Storage;

namespace BackOffice.Tenants;

/// <summary>A tenant's database for as long as a request lasts: what ends with the request is the loan.</summary>
internal sealed class LentStore(IBackOfficeStore store) : IBackOfficeStore
{
    public Task OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken) => store.ReadAsync(work, cancellationToken);

    public Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken) => store.WriteAsync(work, cancellationToken);

    public Task LeaveNothingAsync(CancellationToken cancellationToken) => store.LeaveNothingAsync(cancellationToken);

    public bool IsRefusal(DbException exception) => store.IsRefusal(exception);
}
