using System.Text.Json.Nodes;
using Saenggak.Testing;
using Saenggak.Text.Chat;

namespace Saenggak.Text.Tests.Chat;

/// <summary>Against Jinja2 itself: make_jinja_goldens.py lies beside this file.</summary>
public sealed class JinjaGoldenTests
{
    [Fact]
    public void Render_AgreesWithJinja2()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "tests", "Saenggak.Text.Tests", "Chat", "jinja_goldens.jsonl");
        string[] lines = File.ReadAllLines(path);
        var shared = (JsonObject)JsonNode.Parse(lines[0])!["DATA"]!;
        var wrong = new List<string>();
        foreach (string line in lines.Skip(1))
        {
            var row = (JsonObject)JsonNode.Parse(line)!;
            string template = (string)row["template"]!;
            string? expected = (string?)row["expected"];
            string? got = TryRender(template == "THINK" ? BuiltInTemplates.Think : template, (JsonObject?)row["data"] ?? shared, out string? error);
            if (got != expected) wrong.Add($"{template}\n  expected {expected ?? "an error"}\n  got      {got ?? error}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(lines.Length > 300);
    }

    private static string? TryRender(string template, JsonObject data, out string? error)
    {
        error = null;
        try
        {
            return ChatTemplate.Parse(template).Render(data.ToDictionary(entry => entry.Key, entry => entry.Value));
        }
        catch (InputException exception)
        {
            error = exception.Message;
            return null;
        }
    }
}
