namespace Saenggak.Data;

/// <summary>Disjoint sets over 0..count−1; the smallest member represents a set, so results do not depend on the order of unions.</summary>
internal sealed class UnionFind(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];

    public int Find(int item)
    {
        while (_parent[item] != item)
        {
            _parent[item] = _parent[_parent[item]];
            item = _parent[item];
        }
        return item;
    }

    public void Union(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a != b) _parent[Math.Max(a, b)] = Math.Min(a, b);
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
