using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace BackOffice.Emails;

/// <summary>Where e-mails go.</summary>
internal interface IEmailTransport
{
    /// <summary>Hands a message over.</summary>
    /// <exception cref="NotSentException">It certainly was not sent. After any other exception it may have been.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancellationToken);
}

internal sealed class NotSentException(Exception reason) : Exception(reason.Message, reason);

/// <summary>A file for each, named like the message: the same one twice is one file.</summary>
internal sealed class EmailFolder(string folder) : IEmailTransport
{
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"{message.MessageId!.Split('@')[0]}.eml");
            await message.WriteToAsync($"{path}.part", cancellationToken);
            File.Move($"{path}.part", path, overwrite: true);   // nobody sees half of one
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            throw new NotSentException(exception);
        }
    }
}

/// <summary>An SMTP server: <c>smtp://</c>, with TLS where the server offers it and always where there is a password, or <c>smtps://</c>.</summary>
internal sealed class SmtpServer(Uri address) : IEmailTransport
{
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        try
        {
            await ConnectAsync(client, cancellationToken);
        }
        catch (Exception exception)
        {
            // A stop of the back office included.
            throw new NotSentException(exception);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refusal)
        {
            throw new NotSentException(refusal);
        }

        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SmtpProtocolException)
        {
            // The server has taken the message already; how it says goodbye does not matter.
        }
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var hasPassword = address.UserInfo.Length > 0;
        var security = address.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect
            : hasPassword ? SecureSocketOptions.StartTls
            : SecureSocketOptions.StartTlsWhenAvailable;
        await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : 0, security, cancellationToken);
        if (hasPassword)
        {
            var parts = address.UserInfo.Split(':', 2);
            await client.AuthenticateAsync(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""), cancellationToken);
        }
    }
}
