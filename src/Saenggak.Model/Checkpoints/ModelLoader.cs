using Saenggak.Compute;

namespace Saenggak.Model.Checkpoints;

/// <summary>From a file or folder to a model that runs.</summary>
public static class ModelLoader
{
    /// <summary>
    /// Makes a model and fills it. A model that only infers uses matrices where they lie in the source, if they have its precision there;
    /// the file may be replaced or deleted meanwhile, but not cut short or written into.
    /// </summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="source">Its weights.</param>
    /// <param name="options">How it is held in memory.</param>
    /// <param name="config">
    /// The shape to make; null for the source's own. With <see cref="ModelConfig.NumLabels"/> 1 a language model becomes the start of a
    /// reward model: a score head that the source does not have is zero.
    /// </param>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape, or holds NaN or infinity.</exception>
    public static CausalModel Load(Device device, IParameterSource source, ModelOptions options, ModelConfig? config = null)
    {
        var model = new CausalModel(device, config ?? source.Config, options, source);
        try
        {
            var wanted = new List<(Parameter, Tensor)>(model.Parameters.Count);
            foreach (var parameter in model.Parameters)
            {
                if (parameter.Name == "score" && source.Config.NumLabels == 0) continue;
                // A matrix in eight bits is rounded as it comes, one after the other: no more of it than that stands in full.
                if (parameter.Quantised is not null) model.Fill(parameter, target => source.Load(device.Workers, [(parameter, target)]));
                else wanted.Add((parameter, parameter.Master.IsNull ? parameter.Weight : parameter.Master));
            }
            source.Load(device.Workers, wanted);
            model.WeightsChanged(fromMaster: true);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
