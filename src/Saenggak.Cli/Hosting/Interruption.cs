using System.Runtime.InteropServices;

namespace Saenggak.Cli.Hosting;

/// <summary>Turns the first Ctrl-C or SIGTERM into a wish to stop; the second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private static Func<bool>? interceptor;
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TextWriter error;

    /// <summary>Starts to listen; the one line said at the first signal goes to <paramref name="error"/>.</summary>
    public Interruption(TextWriter error)
    {
        this.error = error;
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, 2)));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, 15)));
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The number of the first signal, or null when none came.</summary>
    public int? Signal { get; private set; }

    /// <summary>
    /// Asks <paramref name="handle"/> first at every Ctrl-C, until the result is disposed of. Where it gives true, the signal means
    /// something less than stopping (an answer in a chat), and nothing else happens.
    /// </summary>
    public static IDisposable Intercept(Func<bool> handle)
    {
        interceptor = handle;
        return new Interception();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int number)
    {
        if (context.Signal == PosixSignal.SIGINT && interceptor?.Invoke() == true)
        {
            context.Cancel = true;
            return;
        }
        // Not cancelled, the second signal does what signals do.
        if (Signal is not null) return;
        context.Cancel = true;
        Signal = number;
        error.WriteLine("saenggak: stopping after the current step; once more to stop at once");
        source.Cancel();
    }

    private sealed class Interception : IDisposable
    {
        public void Dispose() => interceptor = null;
    }
}
