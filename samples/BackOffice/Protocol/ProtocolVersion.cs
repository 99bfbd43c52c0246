namespace BackOffice.Protocol;

/// <summary>Marks endpoints for devices, and turns away requests of another version before anything of them is read.</summary>
internal sealed class ProtocolVersion
{
    public const string Header = "PosEngine-Protocol";
    public const string Current = "1";

    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var isForDevices = context.GetEndpoint()?.Metadata.GetMetadata<ProtocolVersion>() is not null;
        return isForDevices && context.Request.Headers[Header] != Current
            ? ProtocolError.UpgradeRequired.ExecuteAsync(context)
            : next(context);
    }
}
