using System.Text.Json;
using Saenggak.Grading;
using Saenggak.Testing;

namespace Saenggak.Grading.Tests;

/// <summary>Cases that another grader's authors asserted. Symbolic ones are beyond exact comparison; none may be called equal wrongly.</summary>
public class MathVerifyTests
{
    [SkippableFact]
    public void AreEqual_NeverAcceptsWhatIsAssertedDifferent()
    {
        string path = SharedData.Require("math_verify", "cases.jsonl");
        int same = 0, found = 0;
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string gold = row.RootElement.GetProperty("gold").GetString()!;
            string answer = row.RootElement.GetProperty("pred").GetString()!;
            bool expected = row.RootElement.GetProperty("expected").GetInt32() == 1;
            bool equal = Grader.AreEqual(answer, gold) == true;
            if (!expected) Assert.False(equal, line);
            same += expected ? 1 : 0;
            found += expected && equal ? 1 : 0;
        }
        Assert.True(found >= 29, $"{found} of {same} equal pairs were recognised");
    }
}
