using Saenggak.Text;

namespace Saenggak.Evaluation;

/// <summary>How a set is asked and scored. Figures compare only under the same protocol, so results carry theirs.</summary>
public sealed record EvaluationProtocol
{
    /// <summary>Whether each item is answered greedily, once.</summary>
    public bool Greedy { get; init; } = true;

    /// <summary>Sampled responses of each item; 0: none.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Of the sampled responses.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Of the sampled responses; 1: all tokens.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>The most tokens of a response; one that needs more has no answer.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>The template's <c>enable_thinking</c>; null leaves it to the template.</summary>
    public bool? EnableThinking { get; init; }

    /// <summary>Stands after every question, a blank line between; null: nothing.</summary>
    public string? Instruction { get; init; }

    /// <summary>The same seed gives the same responses.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks the values.</summary>
    /// <exception cref="InputException">One is out of range, or nothing is asked for.</exception>
    public void Validate()
    {
        if (Samples < 0) throw new InputException($"samples is {Samples}; expected 0 (none) or more.");
        if (!Greedy && Samples == 0) throw new InputException("neither greedy nor sampled responses are asked for; expected at least one of them.");
        if (MaxTokens < 1) throw new InputException($"max_tokens is {MaxTokens}; expected at least 1.");
        if (!(Temperature >= 0.01f && float.IsFinite(Temperature)))
        {
            throw new InputException(FormattableString.Invariant($"temperature is {Temperature}; expected at least 0.01 for sampled responses; greedy ones need none."));
        }
        if (!(TopP > 0 && TopP <= 1)) throw new InputException(FormattableString.Invariant($"top_p is {TopP}; expected more than 0, at most 1 (all)."));
    }

    /// <summary>What the user's turn says.</summary>
    public string Question(EvalItem item) => Instruction is null ? item.Prompt : $"{item.Prompt}\n\n{Instruction}";
}
