using Saenggak.Model;

namespace Saenggak.Training;

/// <summary>Asked during training how good the model is: names as in metrics.jsonl (<c>val/&lt;set&gt;/acc/mean@n</c>), values, and the one to choose by.</summary>
public delegate (IReadOnlyList<KeyValuePair<string, double>> Values, double? Metric) Validation(CausalModel model, long step, CancellationToken cancellation);
