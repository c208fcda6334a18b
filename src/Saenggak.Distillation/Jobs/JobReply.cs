using System.Text.Json.Nodes;

namespace Saenggak.Distillation.Jobs;

/// <summary>What a teacher answered, as it arrived.</summary>
public sealed class JobReply
{
    /// <summary>Describes a reply.</summary>
    /// <param name="key">The job it answers.</param>
    /// <param name="answer">The text.</param>
    /// <param name="reasoning">The thought, where the teacher gives it apart from the text.</param>
    /// <param name="finishReason">Why it ended, in the teacher's word: «stop», «length».</param>
    /// <param name="promptTokens">Tokens of the prompt, as the teacher counts them; null where it does not.</param>
    /// <param name="completionTokens">Tokens of the answer, thought included.</param>
    /// <param name="cost">What it cost, in the currency of the teacher's prices.</param>
    public JobReply(string key, string answer, string? reasoning = null, string? finishReason = null, long? promptTokens = null, long? completionTokens = null, decimal cost = 0)
    {
        var usage = new JsonObject();
        if (promptTokens is { } read) usage["prompt_tokens"] = read;
        if (completionTokens is { } written) usage["completion_tokens"] = written;
        var body = new JsonObject { ["answer"] = answer };
        if (reasoning is not null) body["reasoning"] = reasoning;
        body["finish_reason"] = finishReason;
        body["usage"] = usage;
        body["cost"] = cost;
        (Key, Body) = (key, JobJson.Bytes(body));
    }

    /// <summary>The job it answers.</summary>
    public string Key { get; }

    /// <summary>The reply as UTF-8 JSON: <c>answer</c>, <c>reasoning</c>, <c>finish_reason</c>, <c>usage</c>, <c>cost</c>. Bytes, for a text column cannot hold all that teachers write.</summary>
    public byte[] Body { get; }
}
