using System.Text.Json.Nodes;
using Saenggak.Cli.Stages;
using Saenggak.Data;
using Saenggak.Data.Problems;
using Saenggak.Grading;
using Saenggak.Text;
using Saenggak.Text.Chat;
using Saenggak.Text.Tokenization;

namespace Saenggak.Cli.Quickstart;

/// <summary>
/// Makes the rows that training reads: kept traces and drills, shuffled, and problems for GRPO; what does not fit the context is left
/// out. Tests stay whole.
/// </summary>
internal static class RowStage
{
    /// <summary>Folder of the stage.</summary>
    public const string Name = "rows";

    /// <summary>Conversations for SFT.</summary>
    public const string SftFile = "sft.jsonl";

    /// <summary>Prompts and answers for GRPO.</summary>
    public const string RlFile = "rl.jsonl";

    private const string TooLongFile = "too_long.jsonl";

    // A problem that takes more of the context leaves too little room to think.
    private const int PromptsPerContext = 2;

    private sealed record Settings
    {
        public int ContextTokens { get; init; }
        public double NoThinkShare { get; init; }
        public int TraceRepeats { get; init; }
    }

    private readonly record struct Encoded(Conversation Conversation, int Tokens, int AnswerTokens);

    /// <summary>The stage; the first of the conversations are the traces.</summary>
    public static DataStage Create(
        QuickstartRecipe recipe, IReadOnlyList<(string Name, string Path)> conversations, (string Name, string Path) problems, (string Name, string Path) tokenizer) => new()
    {
        Name = Name,
        Settings = new Settings { ContextTokens = recipe.ContextTokens, NoThinkShare = recipe.Rows.NoThinkShare, TraceRepeats = recipe.Rows.TraceRepeats },
        Seed = recipe.Seed,
        Inputs = [.. conversations, problems, tokenizer],
        Outputs = [SftFile, RlFile, TooLongFile],
        Make = (folder, cancellation) => Task.FromResult(Make(folder, recipe, conversations, problems.Path, BpeTokenizer.Load(Path.GetDirectoryName(tokenizer.Path)!), cancellation)),
    };

    private static Dictionary<string, long> Make(
        string folder, QuickstartRecipe recipe, IReadOnlyList<(string Name, string Path)> conversations, string problemsPath, BpeTokenizer tokenizer, CancellationToken cancellation)
    {
        ChatTemplate template = ChatTemplate.Parse(BuiltInTemplates.Think);
        Conversation[] rows = [.. conversations.SelectMany(file => Conversations.Read(file.Path)).Select(row => MaybeWithoutThought(row, recipe))];
        Encoded[] encoded = Encode(rows, template, tokenizer, cancellation);
        int traces = Conversations.Read(conversations[0].Path).Count();
        encoded = [.. Enumerable.Repeat(encoded[..traces], recipe.Rows.TraceRepeats).SelectMany(again => again), .. encoded[traces..]];
        Shuffle(encoded, SplitMix64.Hash(Name, (ulong)recipe.Seed));
        Encoded[] fitting = [.. encoded.Where(row => row.Tokens <= recipe.ContextTokens)];
        if (fitting.Length == 0)
        {
            throw new InputException($"none of {encoded.Length} conversations fits into {recipe.ContextTokens} tokens, the shortest has {encoded.Min(row => row.Tokens)}; raise context_tokens.");
        }

        Problem[] problems = [.. ProblemJson.Read(problemsPath)];
        int[] promptTokens = [.. problems.Select(problem => PromptTokens(problem, template, tokenizer))];
        int longest = recipe.ContextTokens / PromptsPerContext;
        JsonLinesWriter.WriteAll(Path.Combine(folder, SftFile), fitting.Select(row => row.Conversation.Row));
        JsonLinesWriter.WriteAll(Path.Combine(folder, TooLongFile), encoded.Where(row => row.Tokens > recipe.ContextTokens).Select(row => row.Conversation.Row));
        long rl = JsonLinesWriter.WriteAll(Path.Combine(folder, RlFile), problems.Where((_, i) => promptTokens[i] <= longest).Select(problem => ProblemJson.ToRow(problem, answersOnly: true)));
        if (rl == 0) throw new InputException($"none of {problems.Length} problems for GRPO fits into half of {recipe.ContextTokens} tokens; raise context_tokens.");
        return new Dictionary<string, long>
        {
            ["sft_rows"] = fitting.Length,
            ["sft_tokens"] = fitting.Sum(row => (long)row.Tokens),
            ["sft_answer_tokens"] = fitting.Sum(row => (long)row.AnswerTokens),
            ["sft_longest"] = fitting.Max(row => row.Tokens),
            ["sft_too_long"] = encoded.Length - fitting.Length,
            ["rl_rows"] = rl,
            ["rl_too_long"] = problems.Length - rl,
            ["rl_prompt_tokens"] = promptTokens.Where(tokens => tokens <= longest).Sum(tokens => (long)tokens),
        };
    }

    private static Encoded[] Encode(Conversation[] rows, ChatTemplate template, BpeTokenizer tokenizer, CancellationToken cancellation)
    {
        var encoded = new Encoded[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            RenderedChat chat = template.RenderWithMask(new ChatTemplateInput { Messages = rows[i].Messages });
            MaskedTokens tokens = MaskedEncoder.Encode(chat, (text, ids) => tokenizer.Encode(text, ids));
            encoded[i] = new Encoded(rows[i], tokens.Ids.Length, tokens.Mask.Count(mine => mine));
        });
        return encoded;
    }

    private static int PromptTokens(Problem problem, ChatTemplate template, BpeTokenizer tokenizer) =>
        tokenizer.Encode(template.Render(new ChatTemplateInput { Messages = [ChatMessage.User(problem.Prompt)], AddGenerationPrompt = true })).Length;

    // Qwen3's soft switch: the user asks for no thought, the assistant leaves the block empty.
    private static Conversation MaybeWithoutThought(Conversation row, QuickstartRecipe recipe)
    {
        double share = recipe.Rows.NoThinkShare;
        if (share <= 0 || row.Messages is not [var question, var answer] || answer.Content is null) return row;
        string id = row.Row["id"]?.ToString() ?? question.Content ?? "";
        if (!new SplitMix64(SplitMix64.Hash(id, (ulong)recipe.Seed)).Chance(share)) return row;
        string plain = ThinkText.Split(answer.Content).Answer.TrimStart();
        ChatMessage[] messages = [ChatMessage.User($"{question.Content} /no_think"), ChatMessage.Assistant($"{ThinkText.Open}\n\n{ThinkText.Close}\n\n{plain}")];
        var changed = (JsonObject)row.Row.DeepClone();
        changed["messages"] = Messages.ToRow(messages)["messages"]!.DeepClone();
        return new Conversation(changed, messages);
    }

    private static void Shuffle(Encoded[] rows, ulong seed)
    {
        var random = new SplitMix64(seed);
        for (int i = rows.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
    }
}
