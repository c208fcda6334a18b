using Saenggak.Data;
using Saenggak.Grading;
using Saenggak.Text;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Training.Grpo;

/// <summary>A problem to sample answers for.</summary>
/// <param name="Id">Its id, or file and line.</param>
/// <param name="Question">The last user turn, without the template.</param>
/// <param name="Text">The rendered prompt.</param>
/// <param name="Tokens">Its token ids.</param>
/// <param name="Answer">The gold answer.</param>
/// <param name="PrefilledThink">True when the template itself opens the thought.</param>
public sealed record GrpoPrompt(string Id, string Question, string Text, int[] Tokens, string Answer, bool PrefilledThink)
{
    private const string AnyAnswer = "0";

    /// <summary>The choices of a multiple-choice question, in order; null for others.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Reads problems (prompt + answer, verl's form) and renders each with the tokenizer's own template.</summary>
    /// <param name="path">JSONL, or a folder of it.</param>
    /// <param name="tokenizer">Its config holds the chat template.</param>
    /// <param name="maxTokens">Longer prompts are left out and counted.</param>
    /// <param name="tooLong">Longer prompts, left out.</param>
    /// <param name="unverifiable">Problems whose gold answer cannot be checked by rule, left out: no answer to them could be right.</param>
    /// <exception cref="InputException">No template, a row without prompt or answer, or no row left.</exception>
    public static IReadOnlyList<GrpoPrompt> Read(string path, BpeTokenizer tokenizer, int maxTokens, out int tooLong, out int unverifiable)
    {
        var template = ChatTemplate.Parse(tokenizer.Config.ChatTemplate
            ?? throw new InputException("the tokenizer has no chat template; expected chat_template in tokenizer_config.json or chat_template.jinja"));
        var prompts = new List<GrpoPrompt>();
        (tooLong, unverifiable) = (0, 0);
        foreach (var line in JsonLines.Read(path))
        {
            var row = Row.ParseProblem(line);
            if (Grader.AreEqual(AnyAnswer, row.Answer) is null)
            {
                unverifiable++;
                continue;
            }
            string text = template.Render(new ChatTemplateInput
            {
                Messages = row.Prompt, AddGenerationPrompt = true, BosToken = tokenizer.Config.BosToken, EosToken = tokenizer.Config.EosToken,
            });
            int[] tokens = tokenizer.Encode(text);
            bool prefilledThink = text.AsSpan().TrimEnd().EndsWith("<think>", StringComparison.Ordinal);
            if (tokens.Length > maxTokens) tooLong++;
            else prompts.Add(new GrpoPrompt(row.Source["id"]?.ToString() ?? row.Where, row.Prompt.LastOrDefault(turn => turn.Role == "user")?.Content ?? "", text, tokens, row.Answer, prefilledThink) { Choices = row.Choices });
        }
        if (prompts.Count == 0) throw new InputException($"{path}: no prompt is left ({tooLong} longer than {maxTokens} tokens, {unverifiable} whose answer cannot be checked); expected at least one.");
        return prompts;
    }
}
