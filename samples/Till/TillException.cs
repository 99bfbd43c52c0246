namespace Till;

/// <summary>Something that the person at the keyboard has to put right; the message says what, and is all they are shown.</summary>
internal class TillException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The command line is wrong.</summary>
internal sealed class UsageException(string message) : TillException(message);
