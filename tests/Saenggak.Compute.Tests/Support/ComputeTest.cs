namespace Saenggak.Compute.Tests.Support;

/// <summary>Base of the tests of this room: after each one, no native buffer is alive.</summary>
public abstract class ComputeTest : IDisposable
{
    /// <summary>Frees what the test left to its class, then counts.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
        Assert.True(NativeBuffer.LiveBytes == 0, $"{NativeBuffer.LiveBytes} native bytes are alive after the test; expected 0: something was not disposed");
    }

    /// <summary>Disposes what the class holds for one test.</summary>
    protected virtual void Release()
    {
    }
}
