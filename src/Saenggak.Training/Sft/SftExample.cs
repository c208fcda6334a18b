using Saenggak.Data;
using Saenggak.Text;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Training.Sft;

/// <summary>A conversation as tokens.</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="Assistant">True for tokens the assistant says; as long as <paramref name="Tokens"/>.</param>
public readonly record struct SftExample(int[] Tokens, bool[] Assistant);

/// <summary>Conversations of a file as tokens, in file order.</summary>
public static class SftExamples
{
    /// <summary>Reads rows in any chat form and renders each with the tokenizer's own template.</summary>
    /// <param name="path">JSONL, or a folder of it.</param>
    /// <param name="tokenizer">Its config holds the chat template.</param>
    /// <param name="maxTokens">Longer rows are left out and counted.</param>
    /// <param name="tooLong">Rows left out.</param>
    /// <exception cref="InputException">No template, a broken row, or no row left.</exception>
    public static IReadOnlyList<SftExample> Read(string path, BpeTokenizer tokenizer, int maxTokens, out int tooLong)
    {
        var template = ChatTemplate.Parse(tokenizer.Config.ChatTemplate
            ?? throw new InputException("the tokenizer has no chat template; expected chat_template in tokenizer_config.json or chat_template.jinja"));
        var examples = new List<SftExample>();
        tooLong = 0;
        EncodeSegment encode = (text, ids) => tokenizer.Encode(text, ids);
        foreach (var line in JsonLines.Read(path))
        {
            var row = Row.ParseChat(line);
            var chat = template.RenderWithMask(new ChatTemplateInput { Messages = row.Messages, BosToken = tokenizer.Config.BosToken, EosToken = tokenizer.Config.EosToken });
            var tokens = MaskedEncoder.Encode(chat, encode);
            if (tokens.Ids.Length > maxTokens) tooLong++;
            else if (tokens.Ids.Length >= 2) examples.Add(new SftExample(tokens.Ids, tokens.Mask));
        }
        if (examples.Count == 0) throw new InputException($"{path}: no row is left to learn from ({tooLong} longer than {maxTokens} tokens); expected at least one.");
        return examples;
    }
}
