namespace Saenggak.Text;

/// <summary>
/// Something the user gave cannot be used. The message is one line that says what, got, expected and the next step;
/// the command line prints it as it is and exits with 2.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception with the one line to show.</summary>
    public InputException(string message) : base(message) { }

    /// <summary>Creates the exception with the one line to show and what caused it.</summary>
    public InputException(string message, Exception inner) : base(message, inner) { }
}
