namespace Saenggak.Data.Chain;

/// <summary>Works on items side by side and gives the results in their order; never more at once than there are workers.</summary>
internal static class InOrder
{
    public static IEnumerable<TOut> Select<TIn, TOut>(IEnumerable<TIn> items, int workers, Func<TIn, TOut> work)
    {
        var pending = new Queue<Task<TOut>>();
        try
        {
            foreach (TIn item in items)
            {
                pending.Enqueue(Task.Run(() => work(item)));
                if (pending.Count >= workers) yield return pending.Dequeue().GetAwaiter().GetResult();
            }
            while (pending.TryDequeue(out Task<TOut>? next)) yield return next.GetAwaiter().GetResult();
        }
        finally
        {
            // Whoever stopped early leaves no work behind that still reads what is about to be closed.
            Task.WhenAll(pending).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }
}
