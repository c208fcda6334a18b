using Saenggak.Training.Checkpoints;

namespace Saenggak.Training.Sft;

/// <summary>Deals rows out: an epoch's order into batches, a batch into micro-batches.</summary>
internal sealed class SftBatches(IReadOnlyList<SftExample> data, SftRecipe recipe)
{
    private (int Epoch, int[] Order) current = (-1, []);

    /// <summary>Optimiser steps of the whole run: as many as it takes to see each row <see cref="SftRecipe.Epochs"/> times.</summary>
    public long StepsInAll()
    {
        if (recipe.MaxSteps > 0) return recipe.MaxSteps;
        double wanted = recipe.Epochs * data.Sum(row => (double)row.Tokens.Length), seen = 0;
        var state = new TrainerState { Step = 0 };
        long steps = 0;
        for (; seen < wanted; steps++) seen += Take(ref state).Sum(row => (double)row.Tokens.Length);
        return Math.Max(1, steps);
    }

    /// <summary>The next batch: rows in order until one more would exceed the batch size; goes on into the next epoch.</summary>
    public List<SftExample> Take(ref TrainerState state)
    {
        var rows = new List<SftExample>();
        int tokens = 0, epoch = state.Epoch, position = checked((int)state.DataPosition);
        while (true)
        {
            if (current.Epoch != epoch) current = (epoch, DataOrder.Of(data.Count, recipe.Seed, epoch));
            var row = data[current.Order[position]];
            if (rows.Count > 0 && tokens + row.Tokens.Length > recipe.BatchTokens) break;
            rows.Add(row);
            tokens += row.Tokens.Length;
            if (++position == data.Count) (epoch, position) = (epoch + 1, 0);
        }
        state = state with { Epoch = epoch, DataPosition = position };
        return rows;
    }

    /// <summary>Rows in order, cut where one more would exceed the micro-batch size. The list is used again for the next micro-batch.</summary>
    public IEnumerable<List<SftExample>> Split(IReadOnlyList<SftExample> rows)
    {
        var micro = new List<SftExample>();
        int tokens = 0;
        foreach (var row in rows)
        {
            if (micro.Count > 0 && tokens + row.Tokens.Length > recipe.MicroBatchTokens)
            {
                yield return micro;
                micro.Clear();
                tokens = 0;
            }
            micro.Add(row);
            tokens += row.Tokens.Length;
        }
        if (micro.Count > 0) yield return micro;
    }
}
