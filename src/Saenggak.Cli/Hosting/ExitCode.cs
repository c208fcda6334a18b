namespace Saenggak.Cli.Hosting;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Something failed that the user did not cause.</summary>
    public const int Failure = 1;

    /// <summary>Something the user gave cannot be used: an option, a recipe, a file.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by a signal after saving: 128 and the signal's number, as shells have it (Ctrl-C: 130, SIGTERM: 143).</summary>
    public const int SignalBase = 128;
}
