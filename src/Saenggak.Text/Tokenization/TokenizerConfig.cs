using System.Text.Json;

namespace Saenggak.Text.Tokenization;

/// <summary>What a checkpoint's tokenizer_config.json (and chat_template.jinja beside it) says about its control tokens and chat format.</summary>
public sealed record TokenizerConfig
{
    /// <summary>The file's name in a checkpoint folder.</summary>
    public const string FileName = "tokenizer_config.json";

    private const string TemplateFileName = "chat_template.jinja";

    /// <summary>The token that ends a turn or text.</summary>
    public string? EosToken { get; init; }

    /// <summary>The token that begins a text.</summary>
    public string? BosToken { get; init; }

    /// <summary>The token that fills up batches.</summary>
    public string? PadToken { get; init; }

    /// <summary>Whether BOS goes before text; null when the file does not say.</summary>
    public bool? AddBosToken { get; init; }

    /// <summary>The default chat template (Jinja).</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Further chat templates by name, where the file lists several.</summary>
    public IReadOnlyDictionary<string, string> NamedChatTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a checkpoint folder; a folder without the file gives an empty configuration.</summary>
    /// <exception cref="InputException">The file cannot be read or is damaged.</exception>
    public static TokenizerConfig Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        TokenizerConfig config = File.Exists(path) ? Read(path) : new TokenizerConfig();
        string template = Path.Combine(folder, TemplateFileName);
        if (!File.Exists(template)) return config;
        try
        {
            return config with { ChatTemplate = File.ReadAllText(template) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{template}: cannot be read ({e.Message}); check the file's permissions.", e);
        }
    }

    private static TokenizerConfig Read(string path)
    {
        using JsonFile file = JsonFile.Open(path);
        Dictionary<string, string> templates = ReadTemplates(file);
        templates.Remove("default", out string? template);
        return new TokenizerConfig
        {
            EosToken = TokenName(file, "eos_token"),
            BosToken = TokenName(file, "bos_token"),
            PadToken = TokenName(file, "pad_token"),
            AddBosToken = file.OptionalFlag(file.Root, "add_bos_token"),
            ChatTemplate = template,
            NamedChatTemplates = templates,
        };
    }

    private static string? TokenName(JsonFile file, string name) => JsonFile.Optional(file.Root, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } token => file.Text(token, "content"),
        { } token => file.StringOf(token, name),
    };

    private static Dictionary<string, string> ReadTemplates(JsonFile file)
    {
        const string name = "chat_template";
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        if (JsonFile.Optional(file.Root, name) is not { } given) return templates;
        if (given.ValueKind != JsonValueKind.Array)
        {
            templates["default"] = file.StringOf(given, name);
            return templates;
        }
        foreach (JsonElement one in given.EnumerateArray()) templates[file.Text(one, "name")] = file.Text(one, "template");
        return templates;
    }
}
