using Saenggak.Text;

namespace Saenggak.Cli.Hosting;

/// <summary>How an exception is shown: one clear line on stderr, and an exit code.</summary>
internal static class ErrorReport
{
    private const int NoSpaceLeft = 28, QuotaExceeded = 122;

    /// <summary>The line and the exit code for an exception that ended a verb.</summary>
    public static (string Line, int ExitCode) Describe(Exception error)
    {
        while (error is AggregateException { InnerExceptions: [var only] }) error = only;
        return error switch
        {
            InputException or InvalidDataException => (OneLine(error.Message), ExitCode.BadInput),
            FileNotFoundException or DirectoryNotFoundException => (OneLine(error.Message), ExitCode.BadInput),
            UnauthorizedAccessException => ($"{OneLine(error.Message)} Check who owns it and whether it may be read and written.", ExitCode.BadInput),
            // On Unix the number of the system's error is the HResult.
            IOException { HResult: NoSpaceLeft or QuotaExceeded } => ($"the disk is full: {OneLine(error.Message)}; free some space and run the same command again.", ExitCode.Failure),
            IOException => (OneLine(error.Message), ExitCode.Failure),
            OperationCanceledException => ("stopped", ExitCode.Failure),
            OutOfMemoryException => ("out of memory; use a smaller batch or fewer tokens at once.", ExitCode.Failure),
            _ => ($"unexpected {error.GetType().Name}: {OneLine(error.Message)} (--debug shows where)", ExitCode.Failure),
        };
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
