using Saenggak.Model;
using Saenggak.Text;

namespace Saenggak.Training;

/// <summary>What a model can take: ids of its vocabulary, sequences of its context.</summary>
internal static class SequenceLimits
{
    /// <summary>Checks a sequence.</summary>
    /// <param name="tokens">Its ids.</param>
    /// <param name="length">Tokens it has or may grow to.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It does not fit.</exception>
    public static void Check(ReadOnlySpan<int> tokens, long length, ModelConfig config, string name)
    {
        if (length > config.MaxPositions)
        {
            throw new InputException($"{name}: {length} tokens; the model's context is {config.MaxPositions} tokens; allow fewer tokens or take a model with a longer context");
        }
        foreach (int token in tokens)
        {
            if ((uint)token < (uint)config.VocabularySize) continue;
            throw new InputException($"{name}: token {token}; the model's vocabulary ends at {config.VocabularySize - 1}; use the tokenizer that belongs to these weights");
        }
    }
}
