using System.Globalization;
using Saenggak.Data;
using Saenggak.Evaluation;
using Saenggak.Text;

namespace Saenggak.Cli.Verbs.Eval;

/// <summary>The manifest of a results folder: same weights, same questions, same protocol give the same results, so a finished folder stands.</summary>
internal static class EvalManifest
{
    // What a checkpoint's answers depend on; a trainer's state beside it does not matter.
    private static readonly string[] Patterns = ["*.safetensors", "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

    /// <summary>Describes an evaluation that is about to run.</summary>
    /// <exception cref="InputException">There is no such checkpoint.</exception>
    public static Manifest Describe(string checkpoint, EvalSet set, EvaluationProtocol protocol, string precision, string weights)
    {
        if (!Directory.Exists(checkpoint)) throw new InputException($"{checkpoint}: no such folder; expected a checkpoint.");
        var files = Patterns.SelectMany(pattern => Directory.EnumerateFiles(checkpoint, pattern)).Order(StringComparer.Ordinal);
        var inputs = Manifest.HashInputs([set.Source]).Concat(files.Select(file => KeyValuePair.Create(file, Manifest.HashFile(file)))).ToDictionary(StringComparer.Ordinal);
        string recipe = string.Create(CultureInfo.InvariantCulture, $"""
            checkpoint: {checkpoint}
            set: {set.Name}
            items: {set.Items.Count}
            greedy: {(protocol.Greedy ? "true" : "false")}
            samples: {protocol.Samples}
            temperature: {protocol.Temperature}
            top_p: {protocol.TopP}
            max_tokens: {protocol.MaxTokens}
            thinking: {protocol.EnableThinking?.ToString() ?? "template"}
            instruction: {protocol.Instruction}
            precision: {precision}{(weights == precision ? "" : $"\nweights: {weights}")}
            seed: {protocol.Seed}

            """).ReplaceLineEndings("\n");
        return new()
        {
            Verb = "eval",
            Recipe = recipe,
            RecipeHash = Manifest.HashText(recipe + string.Join('\n', inputs.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value))),
            Seeds = new Dictionary<string, long> { ["sampling"] = (long)protocol.Seed },
            Inputs = inputs,
            Started = DateTimeOffset.UtcNow,
        };
    }

    /// <summary>Writes results, and the manifest last.</summary>
    public static void Finish(string folder, Manifest manifest, EvaluationResult result)
    {
        ResultsFolder.Write(folder, result);
        (manifest with
        {
            Finished = true,
            DurationSeconds = result.Seconds,
            Counts = new Dictionary<string, long>
            {
                ["items"] = (result.Sampled ?? result.Greedy)!.Items,
                ["responses"] = result.Responses.Count,
                ["tokens"] = result.Responses.Sum(one => (long)one.Tokens),
            },
        }).Save(folder);
    }
}
