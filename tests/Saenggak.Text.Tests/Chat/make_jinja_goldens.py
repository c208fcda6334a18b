"""Renders small templates with Jinja2 (3.1.6 when the file beside this one was made) in the environment transformers sets up, and
writes jinja_goldens.jsonl: {"template", "data", "expected"}, expected null where Jinja2 raises. Run: python3 make_jinja_goldens.py"""
import json
import re
from pathlib import Path

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).parent


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_say"), [], [], body).set_lineno(line)

    def _say(self, caller):
        return caller()


def raise_exception(message):
    raise TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception

DATA = {
    "name": "생각",
    "empty": "",
    "nothing": None,
    "yes": True,
    "no": False,
    "n": 7,
    "x": 2.5,
    "emoji": "가😀나",
    "text": "  안녕 하세요\n두 번째 줄\n\n넷째 줄  ",
    "words": ["사과", "배", "Apple", "banana", "apple"],
    "numbers": [3, 1, 2, 3, 1],
    "map": {"b": 1, "a": [1, 2.0, None, True], "items": "키", "c": {"d": "따옴표 \" 와 ' 와 \n"}},
    "people": [
        {"name": "민수", "age": 30, "role": "user"},
        {"name": "지영", "age": 25, "role": "tool", "tags": {"city": "서울"}},
        {"name": "철수", "age": 35, "role": "user"},
    ],
    "messages": [{"role": "user", "content": "하나"}, {"role": "assistant", "content": "둘"}, {"role": "user", "content": "셋"}],
}

EXPRESSIONS = r"""
1 + 2 * 3 - 4
7 // 2
-7 // 2
7 % 3
-7 % 3
7 % -3
7 / 2
6 / 2
2 ** 10
2 ** -1
-2 ** 2
2 ** 3 ** 2
7.5 // 2
-7.5 % 2
1e20
1e16
1e15
123456789.125
1e-5
0.0001
0.1 + 0.2
1.0
-0.0
10 ** 15 * 1.0
9007199254740993.0
1_000
"a" ~ 1 ~ none ~ true ~ 2.0
"a" + "b" * 3
[1] + [2] * 2
(1, 2) + (3,)
(1,)
()
[]
{}
{"a": 1, 2: "b"}
{'a': {'b': {}}}
[1, "a", 'it\'s', "say \"x\"", none, true, 1.5, [1], {"k": (1,)}]
"both ' and \" here"|list|length
["both ' and \"", "tab\t", "nl\n", "back\\", "\x07", "\u200b", "가"]
'\x41\u0042\U00000043\q\101\
z'
"a" "b"
1 < 2 < 3
1 < 3 < 2
1 == 1.0
true == 1
"1" == 1
none == nothing
[1, 2] == [1, 2.0]
(1, 2) == [1, 2]
{"a": 1} == {"a": 1.0}
"a" < "b"
[1, 2] < [1, 3]
"나" in "가나다"
"라" not in "가나다"
1 in [1, 2]
"b" in map
"z" in map
not 1 in [2]
not true
not ""
1 and 0 or "x"
"" or "d"
"" and "d"
"a" if yes else "b"
"a" if no
("a" if no) is undefined
"a" if no else "b" if no else "c"
missing
missing is defined
missing.attribute
missing["x"]
missing()
missing + 1
missing ~ "x"
missing == missing2
missing == none
missing in [1]
1 in missing
missing|length
missing|default("d")
missing|default
nothing|default("d")
nothing|default("d", true)
empty|d("e", boolean=true)
missing|upper
missing|trim
missing|list
missing|join(",")
missing|first
missing|tojson
missing|int
nothing|int
nothing.x
nothing["x"]
nothing.x.y
nothing|length
nothing + "a"
name + nothing
n + "a"
"a" in nothing
map.b
map["b"]
map["items"]
map.items()|list
map|items|list
map.keys()|list
map.values()|list
map.get("b")
map.get("z")
map.get("z", "기본")
map.z
map.z is defined
map.c.d
map.a.0
map.a[1]
map.a[-1]
map.a[9] is defined
map
map.a
people[1].tags.city
people.1.name
people[0]["age"] + 1
words[1:3]
words[::-1]
words[-2:]
words[:-1]
words[::2]
words[3:0:-1]
words[10:]
words[-100:2]
"가나다라"[1:3]
"가나다라"[::-1]
"가나다라"[-1]
emoji|length
emoji[1]
emoji[::-1]
emoji[2:]
emoji|list|length
(1, 2, 3)[1:]
name|length
map|length
" a "|trim ~ "|"
"xxaxx"|trim("x")
"abc"|upper
"ABC def"|capitalize
"hello wORLD-foo (bar) it's"|title
"hello wORLD-foo (bar) it's 3rd".title()
"hello WORLD".capitalize()
text|indent
text|indent(2, true)
text|indent("> ", first=true, blank=true)
text|trim|indent(width=3)
text.split()
text.split("\n")
"a,b,c".split(",", 1)
"a,b,c".rsplit(",", 1)
" a  b c ".split(none, 1)
"a,b".partition(",")
"a,b".rpartition(";")
"a\nb\r\nc".splitlines()
"abc".startswith("a")
"abc".startswith(("x", "a"))
"abc".endswith("bc")
"aXbX".replace("X", "-")
"aXbX".replace("X", "-", 1)
"aXbX"|replace("X", "-", 1)
"\n\na\n".strip("\n") ~ "|"
"  a ".lstrip() ~ "|"
"  a ".rstrip() ~ "|"
"abcabc".find("c")
"abcabc".rfind("c")
"abcabc".count("b")
"-".join(["a", "b"])
"{} {}".format("a", 1)
"{0}{1}{0} {{}} {k}".format("a", 1, k="v")
"123".isdigit()
"12a".isalnum()
"".isdigit()
"prefix-x".removeprefix("prefix-")
words|join(", ")
people|join(", ", attribute="name")
numbers|join
words|first
words|last
[]|first
[]|last is defined
words|list
"abc"|list
words|reverse|list
"abc"|reverse
numbers|sort
numbers|sort(reverse=true)
words|sort
words|sort(case_sensitive=true)
people|sort(attribute="age")|map(attribute="name")|list
people|sort(attribute="role")|map(attribute="name")|list
people|sort(attribute="role", reverse=true)|map(attribute="name")|list
numbers|unique|list
words|unique|list
numbers|min
numbers|max
[]|max
people|max(attribute="age")
people|map(attribute="age")|max
numbers|sum
people|sum(attribute="age")
numbers|sum(start=100)
words|map("upper")|list
words|map("replace", "a", "x")|list
words|map("length")|sum
people|map(attribute="tags.city", default="없음")|list
people|selectattr("role", "equalto", "user")|map(attribute="name")|list
people|selectattr("tags", "defined")|list|length
people|rejectattr("role", "eq", "user")|map(attribute="name")|list
people|selectattr("tags")|map(attribute="name")|list
numbers|select("odd")|list
numbers|reject("gt", 1)|list
[0, 1, "", "a"]|select|list
[0, 1, "", "a"]|reject|list
map|dictsort
{"b": 2, "a": 3, "C": 1}|dictsort
{"b": 2, "a": 3}|dictsort(by="value")
{"b": 2, "a": 3}|dictsort(reverse=true)
map|tojson
map|tojson(indent=2)
map|tojson(indent=4, sort_keys=true)
map|tojson(ensure_ascii=true)
emoji|tojson(ensure_ascii=true)
map|tojson(separators=(",", ":"))
[]|tojson ~ {}|tojson(indent=2)
(1, 2)|tojson
"\x01\x7f</script>&'"|tojson
1.0|tojson
1e100|tojson
{1: 2, true: 3, 2.5: 4}|tojson
[1, "가", none]|string
none|string
2.0|string
"3"|int + 1
"3.7"|int
"abc"|int
"abc"|int(5)
3.9|int
-3.9|int
"1.5"|float
"x"|float(2.0)
3|float
-3|abs
-3.5|abs
2.567|round(2)
42|round
42.55|round(1, "floor")
42.1|round(method="ceil")
"<a href='x'>&\"</a>"|safe
n is number
yes is number
yes is integer
n is integer
x is float
yes is boolean
name is string
map is mapping
words is sequence
map is sequence
name is sequence
n is sequence
words is iterable
n is iterable
nothing is none
nothing is not none
missing is none
yes is true
n is true
no is false
no is not true
n is odd
n is even
n is divisibleby 7
n is divisibleby(2)
n is eq 7
n is equalto(8)
n is gt 3
n is le 3
"a" is in ["a"]
"a" is not in ["a"]
"abc" is lower
"ABC" is upper
range is callable
n is defined and n is odd
n is defined or missing.x
not n is defined
n is not defined
yes is sameas true
range(*numbers[:2])|list
dict(**map)
"{}-{k}".format(*words[:1], **{"k": 1})
"a b"|replace(*[" ", "-"])
range(3)|list
range(2, 8, 3)|list
range(5, 0, -2)|list
range(0)|list
dict(a=1, b="x")
dict({"a": 1}, b=2)
dict([("a", 1)])
namespace(a=1).a
namespace({"a": 3}, b=4).b
namespace(a=1).z is defined
raise_exception("이유")
words.append("x")
words.index("배")
numbers.count(1)
"a".nothing()
"a".b is defined
n.x is defined
1 / 0
1 % 0
"abc"[1.5]
words["0"] is defined
words[1.0] is defined
[1, 2][true]
"x" * -1
"a" * 2.0
"%" ~ "d"
+n
-x
-yes
- - 3
not not 1
1 if 0 else 2 if 1 else 3
(1 if yes else 2) + 1
"a" ~ "b" | upper
("a" ~ "b") | upper
-1|abs
"a" == "a" and 1 < 2
"가" ~ 1 + 2
2 * "ab" ~ 3 - 1
name.upper().lower().strip()|trim|length
messages[-1].content
messages[:-1]|map(attribute="role")|join("/")
loop
"가a b3c x'y".title()
emoji.find("나")
emoji[emoji.find("나"):]
emoji.rfind("z")
missing in map
none in map
map.get(none)
map[missing] is defined
[1] in map
missing in "a"
""" .strip("\n")

TEMPLATES = [
    "가\n{% if yes %}\n나\n{% endif %}\n다\n",
    "  {% if yes %}\n  나\n  {% endif %}  \n다\n\n",
    "  {%- if yes -%}  \n  나\n  {%- endif %}  \n다",
    "a {%+ if yes +%}\n b {%- endif +%}\n c",
    "a\n   {%+ if yes %} b{% endif %}",
    "x {# 주석 #}\ny",
    "x\n  {# 주석 {{ n }} #}\n  y {#- z -#}  w",
    "{#- a -#}\n\nb",
    "{{ n }}\n{{- n -}}\n{{ n }}\n",
    "\n\n{{ n }}\n\n",
    "a\r\nb\rc\n{% if yes %}\r\nd{% endif %}",
    "a\fb\u2028c\u0085\n{% if yes %}\u2028d{% endif %}",
    "{% raw %}{{ n }}{% if %}{% endraw %}\nx",
    "  {%- raw -%}  {{ n }}  {%- endraw -%}  x",
    "{% if no %}a{% elif n == 7 %}b{% else %}c{% endif %}",
    "{% if no %}a{% elif no %}b{% else %}c{% endif %}",
    "{% for w in words %}{{ loop.index }}/{{ loop.length }}{{ w }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for w in [] %}x{% else %}없음{% endfor %}",
    "{% for w in words if w|length > 1 %}{{ loop.index0 }}{{ loop.first }}{{ loop.revindex }}{{ loop.revindex0 }}{{ w }};{% else %}-{% endfor %}",
    "{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for (a, (b, c)) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for k in map %}{{ k }}{% endfor %}{% for c in emoji %}[{{ c }}]{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}",
    "{% for w in words %}{{ loop.previtem }}<{{ w }}>{{ loop.nextitem }} {% endfor %}",
    "{% for w in words %}{% if loop.previtem is defined %}y{% else %}n{% endif %}{% endfor %}",
    "{% for a in [1, 2] %}{% for b in [3, 4] %}{{ loop.index }}{{ loop.depth }}{{ a * b }} {% endfor %}{{ loop.index }}{{ loop.depth0 }}|{% endfor %}",
    "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in nothing %}x{% endfor %}",
    "{% for i in missing %}x{% else %}빈{% endfor %}",
    "{% set a = 1 %}{% for i in [1, 2] %}{% set a = a + 1 %}{{ a }}{% endfor %}{{ a }}",
    "{% set ns = namespace(a=1) %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}",
    "{% set m = {} %}{% set m.a = 1 %}",
    "{% if yes %}{% set a = 1 %}{% endif %}{{ a }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set a = 1, 2 %}{{ a }}",
    "{% set a %}b {{ n }}{% endset %}[{{ a }}]",
    "{% set a | upper | trim %} b{% endset %}[{{ a }}]",
    "{% set name = name ~ '!' %}{{ name }}",
    "{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=5) }} {{ f(b=3, a=4) }}",
    "{% macro f(a) %}[{{ a }}{{ a is defined }}]{% endmacro %}{{ f() }}",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(z=2) }}",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, a=2) }}",
    "{% set o = 'x' %}{% macro f() %}{{ o }}{{ n }}{% set o = 'y' %}{{ o }}{% endmacro %}{{ f() }}{{ o }}",
    "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
    "{% macro f() %}\n  a\n{% endmacro %}[{{ f() }}][{{ f()|trim }}][{{ f() | length }}]",
    "{% macro box(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call box('b') %}안 {{ n }}{% endcall %}",
    "{% macro each(xs) %}{% for x in xs %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(x) each([1, 2]) %}({{ x }}){% endcall %}",
    "{% filter upper %}a{{ n }}b{% endfilter %}",
    "{% filter replace('a', 'b') | trim %} aa {% endfilter %}|",
    "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% generation %}a{{ n }}{% set q = 1 %}{% endgeneration %}{{ q }}",
    "{% for m in messages %}{% generation %}{{ loop.index }}{{ m.content }}{% endgeneration %}{% endfor %}",
    "{% for m in messages[::-1] %}{% set i = (messages|length - 1) - loop.index0 %}{{ i }}{{ m.role }}{% endfor %}",
    "{{ {'a': {'b': 1}}['a']['b'] }}{{ '}}' }}{{ \"%}\" }}",
    "{{ 'a' if yes }}{{ 'b' if no }}|",
    "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('+') }}",
    "{%- for m in messages %}\n    {{- m.role + ': ' + m.content }}\n{%- endfor %}\n",
    "{% if name == '생각' and not no -%}\n  예\n{%- endif %}",
    "{{ (n, x) }}{{ n, x }}",
    "{% if n is string %}s{% elif n is number %}#{% endif %}",
    "{{ raise_exception('멈춤') if no else '계속' }}",
    "{% set x = namespace() %}{% set x.list = [] %}{% for i in range(3) %}{% set x.list = x.list + [i] %}{% endfor %}{{ x.list }}",
    "{{ [1, 2,] }}{{ (1, 2,) }}{{ {'a': 1,} }}{{ dict(a=1,) }}",
    "{% for x in 1, 2 %}{{ x }}{% endfor %}",
    "{{ n }",
    "{ { n } } {% if yes %}{{% endif %}",
    "{% if yes %}",
    "{% endif %}",
    "{{ n ",
    "{% unknown %}",
    "{{ 1 + }}",
    "{{ n|nofilter }}",
    "{{ n is notest }}",
    "{% break %}",
    "{{ 'open }}",
    "{# open",
    "",
    "\n",
    "생각",
]


def think_template():
    source = (HERE / "../../../src/Saenggak.Text/Chat/BuiltInTemplates.cs").read_text(encoding="utf-8")
    body = re.search(r'Think = """\n(.*?)\n( +)""";', source, re.S)
    return "\n".join(line.removeprefix(body[2]) for line in body[1].split("\n"))


def think_cases():
    thought = "하나에 둘을 더한다.\n셋이다."
    talks = [
        [{"role": "user", "content": "1 더하기 2는?"}],
        [{"role": "system", "content": "계산기다."}, {"role": "user", "content": "1 더하기 2는?"},
         {"role": "assistant", "content": "답은 3이다.", "reasoning_content": thought}],
        [{"role": "user", "content": "1 더하기 2는?"}, {"role": "assistant", "content": f"<think>\n{thought}\n</think>\n\n답은 3이다."},
         {"role": "user", "content": "4를 빼면?"}, {"role": "assistant", "content": "-1이다."}],
    ]
    for talk in talks:
        for prompt in (False, True):
            for thinking in (None, True, False):
                data = {"messages": talk, "add_generation_prompt": prompt}
                yield data if thinking is None else data | {"enable_thinking": thinking}


def render(template, data):
    try:
        return environment.from_string(template).render(**data)
    except Exception:
        return None


def main():
    expressions = re.split(r"(?<!\\)\n", EXPRESSIONS)
    rows = [("{{ " + e + " }}", "DATA") for e in expressions] + [(t, "DATA") for t in TEMPLATES]
    rows += [("THINK", data) for data in think_cases()]
    with open(HERE / "jinja_goldens.jsonl", "w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps({"DATA": DATA}, ensure_ascii=False) + "\n")
        for template, data in rows:
            expected = render(think_template() if template == "THINK" else template, DATA if data == "DATA" else data)
            row = {"template": template, "expected": expected}
            if data != "DATA":
                row["data"] = data
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


main()
