namespace Saenggak.Compute.Tests.OpTable;

/// <summary>What an op does with an operand.</summary>
internal enum Role
{
    /// <summary>Read; must come back unchanged.</summary>
    Input,

    /// <summary>Written in full; starts as NaN, so that an element left out shows.</summary>
    Output,

    /// <summary>Added to or changed in place; starts with drawn numbers.</summary>
    InOut,
}

/// <summary>How an operand is stored.</summary>
internal enum Store
{
    /// <summary>In the type the case is run with, f32 or bf16.</summary>
    Run,

    /// <summary>Always f32.</summary>
    Single,
}

/// <summary>One matrix of a case. Numbers are drawn from its name, in [−Scale, Scale), or [0, Scale) when positive.</summary>
internal sealed record Operand(string Name, int Rows, int Cols, Role Role = Role.Input, Store Store = Store.Run)
{
    public double Scale { get; init; } = 1;

    public bool Positive { get; init; }

    /// <summary>True where the op asks for rows without a gap; others are also run with a stride beyond the columns.</summary>
    public bool Contiguous { get; init; }

    public DType TypeIn(DType run) => Store == Store.Single ? DType.F32 : run;
}
