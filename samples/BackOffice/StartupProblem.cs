using System.Data.Common;
using System.Net.Sockets;

namespace BackOffice;

/// <summary>The back office cannot start, for a reason that whoever starts it can do something about.</summary>
internal sealed class StartupProblem(string message) : Exception(message)
{
    /// <summary>One line for people, or null where the exception is a defect and its stack trace is wanted.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartupProblem => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{exception.Message} Choose another one with --urls.",
        DbException => $"The database cannot be used: {exception.Message}",
        IOException or FormatException or SocketException => exception.Message,
        _ => null,
    };
}
