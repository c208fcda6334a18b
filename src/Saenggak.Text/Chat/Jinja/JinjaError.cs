namespace Saenggak.Text.Chat.Jinja;

/// <summary>A fault found deep inside rendering, where the line is not known; the interpreter adds it and throws InputException.</summary>
internal sealed class JinjaError(string message) : Exception(message);
