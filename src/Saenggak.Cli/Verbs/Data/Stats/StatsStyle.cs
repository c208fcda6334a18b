namespace Saenggak.Cli.Verbs.Data.Stats;

/// <summary>How the page looks: one column of text width, more where there is room; Korean lines break between words.</summary>
internal static class StatsStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#23211e;--soft:#6d6861;--line:#e6e1d9;--mark:#2c7a72;--pale:#d5e6e2;--gone:#c9704a;--gonepale:#f4ddd1}
        @media (prefers-color-scheme:dark){:root{--paper:#17181a;--card:#1e2022;--ink:#e7e4de;--soft:#9c978f;--line:#303336;--mark:#63b8ad;--pale:#254541;--gone:#e09367;--gonepale:#47301f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 Pretendard,"Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
        main{max-width:68rem;margin:0 auto;padding:3rem 1.5rem 5rem}
        h1{font-size:2rem;line-height:1.25;letter-spacing:-.015em;margin:0 0 1.5rem}
        h2{font-size:1.2rem;margin:0 0 1.25rem;letter-spacing:-.005em}
        h3,h4,h5{margin:0;font-size:1rem}
        section{margin-top:3.5rem}
        dl,ol,ul,figure,p{margin:0;padding:0;list-style:none}
        dd{margin:0}
        .n,dd,.count{font-variant-numeric:tabular-nums}
        .figures{display:flex;flex-wrap:wrap;gap:1.25rem 3rem}
        .figures dt,.small dt{color:var(--soft);font-size:.85rem}
        .figures dd{font-size:1.6rem;line-height:1.3;font-weight:600;letter-spacing:-.01em}
        .figures dd.words{font-size:1.1rem;line-height:2.08rem}
        .flow>li{padding:1rem 0 1.1rem;border-top:1px solid var(--line)}
        .flow>li:last-child{border-bottom:1px solid var(--line)}
        .stage{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
        .count{color:var(--soft)}.count b{color:var(--ink)}
        .bar{display:flex;height:.8rem;margin:.45rem 0 .1rem;background:var(--line);border-radius:.25rem;overflow:hidden}
        .bar i{display:block}.bar .kept{background:var(--mark)}.bar .gone{background:var(--gone)}
        .reasons{display:flex;flex-wrap:wrap;gap:.15rem 1.5rem;margin-top:.5rem;font-size:.88rem;color:var(--soft)}
        .reasons b{color:var(--gone);font-weight:600;font-variant-numeric:tabular-nums}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:2.25rem 3rem;align-items:start}
        figure{min-width:0}
        figcaption{font-weight:600;margin-bottom:.6rem}
        figcaption span,summary span,h4 span{color:var(--soft);font-weight:400;font-size:.88rem}
        svg{display:block;width:100%;height:9.5rem;border-bottom:1px solid var(--soft)}
        rect{fill:var(--mark)}
        line{stroke:var(--gone);stroke-width:1.5;stroke-dasharray:4 3;vector-effect:non-scaling-stroke}
        .scale{position:relative;height:1.5rem;font-size:.8rem;color:var(--soft)}
        .scale span{position:absolute;transform:translateX(-50%);padding-top:.15rem}
        .small{display:flex;flex-wrap:wrap;gap:.35rem 1.75rem;margin-top:.5rem}
        .small dd{font-weight:600}
        .lengths .small div:first-child dt::before{content:"";display:inline-block;height:.8em;margin-right:.4em;border-left:2px dashed var(--gone);vertical-align:-.05em}
        table{border-collapse:collapse;width:100%;font-size:.92rem}
        th{text-align:left;font-weight:400}
        .bars th{width:38%;padding:.2rem .8rem .2rem 0;line-height:1.35}
        .bars td:nth-child(2){width:100%}
        .bars i{display:block;height:.7rem;min-width:1px;background:var(--mark);border-radius:.15rem}
        .n{text-align:right;white-space:nowrap;padding-left:.8rem}
        .share,.none{color:var(--soft)}
        .wide{overflow-x:auto}
        .steps{max-width:36rem}
        .steps th,.steps td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
        .steps thead th{color:var(--soft);font-size:.85rem}
        .steps th.n{text-align:right}
        details{border-bottom:1px solid var(--line)}
        .wide+details{margin-top:1.5rem;border-top:1px solid var(--line)}
        summary{padding:.7rem 0;cursor:pointer;font-weight:600}
        summary:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
        .change{padding:0 0 1.5rem;font-size:.92rem}
        .change h4{font-weight:600;margin-bottom:.3rem;font-size:.92rem}
        .change p{white-space:pre-wrap;padding:.5rem .9rem;border-left:3px solid var(--gone);background:var(--gonepale);max-height:14rem;overflow:auto}
        .change p.after{border-color:var(--mark);background:var(--pale);margin-top:.3rem}
        .row{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.3rem;margin-top:1rem}
        .row h4{font-weight:600;font-size:.92rem}
        .chips{display:flex;flex-wrap:wrap;gap:.35rem;margin:.45rem 0 .7rem;font-size:.8rem}
        .chips span{background:var(--pale);border-radius:.3rem;padding:.05rem .5rem}
        .chips span.gone{background:var(--gonepale)}
        .part{margin-top:.6rem}
        .part h5{color:var(--soft);font-size:.8rem;font-weight:600}
        .part p{white-space:pre-wrap;max-height:22rem;overflow:auto;max-width:46rem}
        .lineage{margin-top:.9rem;padding-top:.6rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--soft)}
        .lineage b{color:var(--ink);font-weight:600;margin-right:.35rem}
        @media (max-width:32rem){main{padding:1.75rem 1.1rem 3rem}h1{font-size:1.6rem}section{margin-top:2.75rem}.figures{gap:.9rem 2rem}.figures dd{font-size:1.3rem}.bars th{width:46%}.row{padding:.9rem 1rem}}
        """;
}
