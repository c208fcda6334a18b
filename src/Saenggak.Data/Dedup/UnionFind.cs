namespace Saenggak.Data;

/// <summary>
/// Disjoint sets over 0..count−1, for many threads at once. A root only ever hangs itself below a smaller one, so the smallest
/// member represents a set and results do not depend on the order of unions (Anderson and Woll 1991).
/// </summary>
internal sealed class UnionFind(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];

    public int Find(int item)
    {
        while (true)
        {
            int parent = Volatile.Read(ref _parent[item]);
            if (parent == item) return item;
            int above = Volatile.Read(ref _parent[parent]);
            // No root, so no thread hangs it elsewhere; any ancestor will do.
            if (above != parent) Volatile.Write(ref _parent[item], above);
            item = above;
        }
    }

    public void Union(int a, int b)
    {
        while (true)
        {
            (a, b) = (Find(a), Find(b));
            if (a == b) return;
            if (a > b) (a, b) = (b, a);
            if (Interlocked.CompareExchange(ref _parent[b], a, b) == b) return;
        }
    }

    /// <summary>Cluster numbers from 0 in the order of each cluster's first member.</summary>
    public int[] ClusterIds()
    {
        var ids = new int[_parent.Length];
        int next = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int root = Find(i);
            ids[i] = root == i ? next++ : ids[root];
        }
        return ids;
    }
}
