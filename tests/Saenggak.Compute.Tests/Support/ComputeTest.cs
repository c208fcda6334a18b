namespace Saenggak.Compute.Tests.Support;

/// <summary>Base of the tests of this room: none leaves a native buffer behind.</summary>
public abstract class ComputeTest : IDisposable
{
    private readonly long before = NativeBuffer.LiveBytes;

    /// <summary>Frees what the test left to its class, then counts.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
        long left = NativeBuffer.LiveBytes - before;
        Assert.True(left <= 0, $"{left} more native bytes are alive than before the test; expected none: something was not disposed");
    }

    /// <summary>Disposes what the class holds for one test.</summary>
    protected virtual void Release()
    {
    }
}
