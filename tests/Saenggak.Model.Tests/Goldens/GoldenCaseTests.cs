using Saenggak.Model.Families;

namespace Saenggak.Model.Tests.Goldens;

public sealed class GoldenCaseTests
{
    [Fact]
    public void Draw_AgreesWithTheScript()
    {
        // Printed by make_goldens.draw("model.norm.weight", (4,)) and draw("lm_head.weight", (4,)).
        Assert.Equal([0.774343908f, 0.818910003f, 0.951028466f, 1.07030356f], GoldenWeights.Draw("model.norm.weight", 4));
        Assert.Equal([0.295668006f, 0.29084155f, -0.274890453f, -0.0463330857f], GoldenWeights.Draw("lm_head.weight", 4));
    }

    [Fact]
    public void LoadAll_CoversEveryFamilyAndEveryTensor()
    {
        var cases = GoldenCase.LoadAll();
        Assert.Equal(ModelFamilies.Names.Order(), cases.Select(c => c.Config.Family).Distinct().Order());
        foreach (var golden in cases)
        {
            var parameters = ParameterLayout.For(golden.Config);
            var shapes = parameters.SelectMany(p => p.Parts.Select(part => $"{part.Name} {string.Join(',', ParameterLayout.FileShape(p, part))}"));
            Assert.Equal(shapes.Order(), golden.Gradients.Select(g => $"{g.Name} {string.Join(',', g.Shape)}").Order());
        }
    }
}
