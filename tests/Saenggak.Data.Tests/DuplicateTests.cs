using Saenggak.Testing;

namespace Saenggak.Data.Tests;

public class DuplicateTests
{
    [Fact]
    public void Exact_FoldsSpaceAndComposition() =>
        Assert.Equal([0, 0, 1, 0], ExactDuplicates.Cluster(["사과  3개\n", "사과 3개", "사과 4개", "\u1109\u1161\u1100\u116A 3\u1100\u1162"]));

    [Theory]
    [InlineData("태형이는 5.0개의 구슬을 샀습니다.", "유정이는 7개의 구슬을 샀습니다")]
    [InlineData("유나는 1,000원이 있다. 지민이가 3원을 주었다.", "민수는 20원이 있다. 정국이가 4원을 주었다.")]
    [InlineData("김민수와 호석이네 집", "박유나랑 윤기네 집")]
    public void Template_IgnoresNumbersAndNames(string a, string b) => Assert.Equal(TemplateMask.Of(a), TemplateMask.Of(b));

    [Theory]
    [InlineData("사과는 5개", "배는 5개")]
    [InlineData("5개를 샀습니다", "5개를 팔았습니다")]
    [InlineData("영화는 3편", "동화는 3편")]
    public void Template_KeepsOtherWords(string a, string b) => Assert.NotEqual(TemplateMask.Of(a), TemplateMask.Of(b));

    [Fact]
    public void Cluster_JoinsVariantsAndKeepsOthersApart()
    {
        string[] texts =
        [
            "태형이는 5.0개의 파란 구슬을 가지고 있었는데 3.0개를 더 샀습니다. 구슬은 모두 몇 개입니까?",
            "냉장고에 우유가 2병 있고 주스는 우유보다 4병 더 많습니다. 모두 몇 병입니까?",
            "유정이는 7개의 파란 구슬을 가지고 있었는데 2개를 더 샀습니다. 구슬은 모두 몇 개입니까?",
            "유정이는 7개의 파란 구슬을 가지고 있었는데 2개를 더 샀다. 구슬은 모두 몇 개인가?",
            "버스에 7명이 타고 있었습니다. 2명이 내리면 몇 명이 남습니까?",
        ];
        Assert.Equal([0, 1, 0, 0, 2], NearDuplicates.Cluster(texts));
    }

    [Fact]
    public void Cluster_EmptyInputs_Work()
    {
        Assert.Empty(NearDuplicates.Cluster([]));
        Assert.Equal([0, 0, 1], NearDuplicates.Cluster(["", " ", "가"]));
    }

    [SkippableFact]
    public void Cluster_Kmwps_IsDeterministicAndJoinsItsVariants()
    {
        string[] texts = [.. ProblemReaders.Read(SharedData.Require("korean_math", "kmwps", "train.csv")).Problems.Select(problem => problem.Prompt)];
        int[] ids = NearDuplicates.Cluster(texts);

        // The rows were made by substitution: 10,161 rows, 8,561 templates, some 2,900 questions.
        Assert.InRange(ids.Max() + 1, 2500, 3300);
        Assert.Equal(8561, texts.Select(TemplateMask.Of).Distinct().Count());
        string[] head = texts[..1500];
        Assert.Equal(NearDuplicates.Cluster(head), NearDuplicates.Cluster(head));
    }
}
