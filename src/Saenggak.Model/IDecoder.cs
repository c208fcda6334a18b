using Saenggak.Compute;

namespace Saenggak.Model;

/// <summary>What generation needs of a model: token ids in, next-token logits out. Knows no text.</summary>
public interface IDecoder
{
    /// <summary>The model's shape.</summary>
    ModelConfig Config { get; }

    /// <summary>Element type in which keys and values are cached.</summary>
    DType CacheType { get; }

    /// <summary>
    /// Runs the new tokens of some sequences, first prompts and single next tokens alike, and appends their keys and values.
    /// </summary>
    /// <param name="tokens">New tokens of all sequences, one sequence after the other.</param>
    /// <param name="starts">n + 1 offsets into <paramref name="tokens"/>: sequence i has tokens starts[i] … starts[i + 1] − 1, at least one.</param>
    /// <param name="slots">n cache slots; each has been extended by its new tokens (<see cref="KvCache.TryExtend"/>) before the call.</param>
    /// <param name="cache">The past of the sequences.</param>
    /// <param name="logits">[n, V] f32: logits after each sequence's last new token.</param>
    void Decode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, ReadOnlySpan<int> slots, KvCache cache, in Tensor logits);
}
