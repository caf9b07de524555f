# SPDX-License-Identifier: BSD-2-Clause
"""Ways to break a policy: mutate(random, text, texts) is one more text."""
import re

TOKEN = re.compile(
    r'#[^\n]*|\$?"(?:[^"\\\n]|\\.)*"|\$?`[^`]*`|[A-Za-z_][A-Za-z0-9_]*|'
    r'[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|:=|==|!=|<=|>=|\n|[ \t]+|.', re.S)

KEYWORDS = ('as contains data default else every false if import in input package not null '
            'some true with and or').split()
SIGNS = ': := = == != < <= > >= + - * / % & | . , ; ( ) [ ] { } " ` \' \\ @ ! ? $ ~ ^ #'.split()
TEXTS = ['"', '"\\q"', '"\\u12"', '"\\ud800"', '"a\tb"', '`x', '`a\nb`', '"\\u0000"', '"é"', '""',
         '"%d"', '$"{x}"', '$"a{1}b"', '$`x{y}z`', '$"{', '$"{}"', '$"{x", "}"', '"a.b"', '"\\x41"',
         '"\U0001f600"', '"\\/"', '"\\ud83d\\ude00"']
NUMBERS = ['0', '00', '01', '1.', '.5', '-1', '1e', '1e5', '1E+3', '0x10', '1_000', '1.5.2', '-0',
           '1e400', '9' * 30, '1.0', '0.10', '- 1', '1e-3', '5foo']
VALUES = ['1', '"a"', 'true', 'null', '[]', '{}', 'set()', '{1}', '{"a": 1}', '[1, "x"]', 'input',
          'data', 'input.x', 'data.a.b', '{x | x := 1}', '[x | x = 1]', '{x: 1 | x := 2}', '_', 'x',
          'upper("a")', 'count(1)', 'input[_]', '[_]', '{"a": {"b": [1]}}', 'x.y', 'x[0]', '{x}']
CALLS = ['count', 'upper', 'concat', 'sprintf', 'walk', 'print', 'split', 'object.get', 'time.now_ns',
         'json.patch', 'net.cidr_contains', 'regex.match', 're_match', 'set_diff', 'cast_string',
         'nosuch', 'io.jwt.decode', 'any', 'all', 'max', 'union', 'plus', 'eq', 'is_set', 'trace',
         'http.send', 'opa.runtime', 'rego.metadata.chain', 'internal.print', 'to_number']
LITERALS = ['x := 1', 'x = 1', 'y := x', 'some x', 'some x in input', 'some i, x in [1, 2]', 'not x',
            'not x = 1', 'every x in [1] { x > 0 }', 'every k, v in {} { true }', 'x == y', 'true',
            'false', 'some x, y', '[x, y] := [1, 2]', '{"a": x} = input', 'x in y', '1 in [1]',
            'input.x with input as 1', 'data.a with data.a as 2 with input.x as 3', 'f(1)', 'f(x, y)',
            'count(x) > 1', 'count([1], x)', 'print(x)', 'x := x', 'x := y; y := x', 'input := 1',
            'walk(input, [p, v])', 'not { x }', 'x | y', '(x)', '{x}', 'upper(1)', 'x := f(x)',
            '_ = x', '_ := 1', 'some _ in [1]', 'count(1) with count as 5', 'x with f as g',
            'a.b.c', 'input.a[x].b[y]', 'x := [1 | y]', '$"{x}"', 'x := $"a{1}"', '1 + "a" == x',
            'x := input.y else := 3', 'x = y = z', 'x := {', 'every x in y {', 'some', '1 == "a"',
            'import data.x', 'package q', 'some x := 1', 'not some x', 'not every x in [] { x }',
            'true with data as 1', 'true with x as 1', 'x := 1 with y as 2', 'max([]) == "a"']
RULES = ['p if p', 'p := 1', 'p := 2', 'p contains 1', 'p contains x if x := 1', 'p[x] if x := 1',
         'p[1]', 'p.q.r := 1', 'p.q contains 2', 'default p := 1', 'default p = x', 'default p',
         'default f(_) := 1', 'default f(x) := [x]', 'default f(1) := 1', 'f(x) := x', 'f(x, y) := x',
         'f(x) if x', 'f(1)', 'f() := 1', 'f(x) := 1 { x }', 'p { true }', 'p[x] { x = 1 }',
         'p = x { x = 1 } { x = 2 }', 'p if { true } else := 2 if { false } else if true',
         'p if q', 'q if p', 'p if data.a', 'p = y if { y = data[x][y] }', 'p := {', 'p := }',
         'if p', 'p if', 'p contains', 'contains contains 1', 'in := 1', 'if := 1', 'input := 1',
         'data.x := 1', 'input.x if true', 'not := 1', 'p := 1 if', 'p.q[x] := 1 if x := 2',
         'p[x].q := 1', 'p[x][y] contains z if { x := 1; y := 2; z := 3 }', 'p if { some x }',
         'p if { x := 1; x := 2 }', 'p if { }', 'p := x if { y }', '1', '"a"', '[1]', '{}', 'true',
         'p', 'p.q', 'p = 1', 'p: 1', 'p := 1 p := 2', 'p := 1; q := 2', 'p(x) contains 1',
         'test_p if { p with input as {} }', 'p := q(1)', 'q(x) := p', 'p[q]', 'p = q', 'else := 1',
         'p := data.%s', 'f(x) := y if { y := x } else := 3', 'f([x, y]) := x', 'f({"a": x}) := x',
         'p if every x in [1] { x }', 'p if not { x := 1 }', 'default p := 1\ndefault p := 2',
         'p[_] := 1', 'p[input.x] := 1', 'p contains input', 'p.contains := 1', 'p["x"].y := 2']
IMPORTS = ['import rego.v1', 'import future.keywords', 'import future.keywords.in', 'import data',
           'import future.keywords.if', 'import future.keywords.contains', 'import data.x as y',
           'import future.keywords.every', 'import future.keywords.not', 'import input', 'import x',
           'import future.keywords.and', 'import future.keywords.nosuch', 'import rego.v2', 'import',
           'import data.a.b', 'import data.x', 'import data.q.x', 'import input.x as p', 'import rego',
           'import data.x as _', 'import data[x]', 'import data.x.y as if', 'import input as data',
           'import future.keywords as k', 'import rego.v1 as v', 'import "x"', 'import data["a b"]',
           'import future', 'import data.x as input', 'import data.in', 'import input.p.q']
PACKAGES = ['package', 'package a', 'package a.b', 'package a["b c"]', 'package a[1]', 'package a[x]',
            'package data', 'package input', 'package if', 'package a.if', 'package "a"', 'package 1',
            'package a package b', 'package a.b.c.d', 'package a.', 'package system.x', 'package test']
META = ['title: x', 'description: y', 'scope: rule', 'scope: document', 'scope: package',
        'scope: subpackages', 'scope: nosuch', 'scope: 1', 'entrypoint: true', 'entrypoint: maybe',
        'authors:', '- A B <a@b>', '- name: x', '- email: y', 'authors: x', 'organizations: [a, 1]',
        'related_resources:', '- https://a.example/b', '- ref: "::"', '- ref: x', '- description: z',
        'related_resources: [1]', 'schemas:', '- input: schema.x', '- input: {type: string}',
        '- data.x: schema["a b"]', '- x', '- input.a: {"type": ["x"]}', 'custom:', ' a: 1', '  b: [c',
        'custom: 1', 'custom: {a: {1: 2}}', 'nosuch: 1', 'title: [', 'title: "', '\ttitle: x', ': x',
        'title: 1', 'title: null', 'a', '- a', '? x', '&a b', '*x', 'title: x: y', '%YAML', '---',
        'title: x\n# title: y', 'scope: rule\n# METADATA', '', 'schemas: [1]', 'compile: {}',
        'compile:\n#  unknowns: [input.x]', 'compile:\n#  mask_rule: x', 'custom: !!int a']
ODD = ['\0', '\r', '\r\n', '\t', '\v', '\f', '\u00a0', '\u2028', '\ufeff', 'é', '世', '\U0001f600',
       '\u0301', '\x7f', '\x1b', '\udcff', '\udcc3', '\u200b', '_', '\\', "'", '`', '"', '$']


def tokens(text):
    return TOKEN.findall(text)


def words(parts):
    return [i for i, t in enumerate(parts) if t.strip()]


def names(parts):
    return [i for i, t in enumerate(parts) if re.fullmatch(r'[A-Za-z_]\w*', t)]


def any_token(r, parts):
    pool = r.choice([KEYWORDS, SIGNS, TEXTS, NUMBERS, VALUES, CALLS, parts])
    return r.choice(pool)


def of_tokens(r, text):
    p = tokens(text)
    w = words(p)
    if not w:
        return text
    i, kind = r.choice(w), r.randrange(8)
    if kind == 0:
        p[i] = ''
    elif kind == 1:
        p[i] += r.choice(['', ' ']) + p[i]
    elif kind == 2:
        j = r.choice(w)
        p[i], p[j] = p[j], p[i]
    elif kind == 3:
        p[i] = any_token(r, p)
    elif kind == 4:
        p[i] += ' ' + any_token(r, p)
    elif kind == 5:
        at = w.index(i)
        j = w[min(at + r.randint(1, 6), len(w) - 1)]
        p[i:j] = []
    elif kind == 6:
        j = w[min(w.index(i) + 1, len(w) - 1)]
        p[i], p[j] = p[j], p[i]
    else:
        p[i] = r.choice(['(', '[', '{', '']) + p[i] + r.choice([')', ']', '}', '', ''])
    return ''.join(p)


def of_names(r, text):
    p = tokens(text)
    n = names(p)
    if not n:
        return text
    i = r.choice(n)
    old, new = p[i], r.choice([r.choice(KEYWORDS), p[r.choice(n)], '_', 'x', r.choice(CALLS), 'é'])
    if r.random() < .5:
        p[i] = new
    else:
        p = [new if t == old else t for t in p]
    return ''.join(p)


def of_literals(r, text):
    """Values and arities change."""
    p = tokens(text)
    what = [i for i, t in enumerate(p) if re.match(r'["`$0-9]', t) or t in ('true', 'false', 'null')]
    call = [i for i, t in enumerate(p) if t in '()[]{},']
    if what and r.random() < .5:
        p[r.choice(what)] = r.choice(VALUES + NUMBERS + TEXTS)
    elif call:
        i = r.choice(call)
        p[i] = r.choice([p[i] + r.choice(VALUES), p[i] + r.choice(VALUES) + ', ',
                         ', ' + r.choice(VALUES) + p[i], ',' + p[i], p[i] + ',', ' | ' + p[i],
                         '\n' + p[i], p[i] + '\n', p[i] + ' # note\n', r.choice('()[]{},')])
    return ''.join(p)


def of_lines(r, text):
    lines = text.split('\n')
    i, kind = r.randrange(len(lines)), r.randrange(8)
    if kind == 0:
        del lines[i]
    elif kind == 1:
        lines.insert(i, lines[i])
    elif kind == 2:
        j = r.randrange(len(lines))
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == 3:
        lines[i] = r.choice(['\t', '    ', '\t\t\t', ' ', '\r']) + lines[i]
    elif kind == 4:
        lines[i] = lines[i].lstrip()
    elif kind == 5:
        lines[i:i + 2] = [r.choice(['', ' ', ';', ' ; ', ',']).join(lines[i:i + 2])]
    elif kind == 6:
        lines[i] += r.choice([' # a', '#', ' #\t', ';', ' \\', '  ', '\t', ',', ' {', ' }', ' if', '\r'])
    else:
        lines.insert(i, r.choice(['# x', '#', '\t# y', '#METADATA', '# METADATA', '##', '', '  ', '\n\n']))
    return '\n'.join(lines)


def of_bodies(r, text):
    lines = text.split('\n')
    inside = [i for i, x in enumerate(lines) if x.startswith(('\t', '  '))] or [len(lines) - 1]
    i = r.choice(inside)
    lines.insert(i, '\t' + r.choice(LITERALS))
    return '\n'.join(lines)


def of_rules(r, text):
    lines = text.split('\n')
    rule = r.choice(RULES)
    own = re.findall(r'^([a-z_]\w*)', text, re.M)
    if own and r.random() < .5:
        rule = re.sub(r'\b[pq]\b', r.choice(own), rule)
    at = [i for i, x in enumerate(lines) if not x.startswith(('\t', ' ', '}'))] or [0]
    lines.insert(r.choice(at + [len(lines)]), rule)
    return '\n'.join(lines)


def of_imports(r, text):
    lines = text.split('\n')
    at = [i for i, x in enumerate(lines) if x.startswith('import')]
    if at and r.random() < .4:
        del lines[r.choice(at)]
    else:
        i = r.choice(at) if at else min(1, len(lines))
        lines.insert(i, r.choice(IMPORTS))
        if r.random() < .1:
            lines.insert(r.randrange(len(lines)), r.choice(IMPORTS))
    return '\n'.join(lines)


def of_package(r, text):
    return re.sub(r'^package.*$', lambda m: r.choice(PACKAGES), text, count=1, flags=re.M)


def of_metadata(r, text):
    lines = text.split('\n')
    block = ['# METADATA']
    for _ in range(r.randint(1, 4)):
        block.append(r.choice(['# ', '# ', '# ', '#', '#  ', '']) + r.choice(META))
    at = [i for i, x in enumerate(lines) if x and not x.startswith(('\t', ' ', '}', '#'))] or [0]
    i = r.choice(at) if r.random() < .9 else r.randrange(len(lines))
    lines[i:i] = block
    return '\n'.join(lines)


def of_bytes(r, text):
    i, kind = r.randrange(len(text) + 1), r.randrange(4)
    if kind == 0:
        return text[:i]
    if kind == 1:
        return text[:i] + r.choice(ODD) + text[i:]
    if kind == 2:
        return text[:i] + text[i + 1:]
    return text[i:]


def of_depth(r, text):
    p = tokens(text)
    w = words(p)
    if not w:
        return text
    i, n = r.choice(w), r.choice([2, 3, 10, 50])
    a, b = r.choice([('[', ']'), ('{', '}'), ('(', ')'), ('count(', ')'), ('{"a": ', '}'), ('- ', ''),
                     ('not ', ''), ('[x | x = ', ']'), ('x.', ''), ('"' + 'long ' * 30 + '" + ', '')])
    p[i] = a * n + p[i] + b * n
    return ''.join(p)


def of_chunks(r, text, texts):
    """A piece of another policy."""
    other = r.choice(texts).split('\n')
    lines = text.split('\n')
    i, n = r.randrange(len(other)), r.randint(1, 8)
    at = r.randrange(len(lines) + 1)
    lines[at:at] = other[i:i + n]
    return '\n'.join(lines)


WAYS = [of_tokens] * 6 + [of_names] * 3 + [of_literals] * 4 + [of_lines] * 3 + [of_bodies] * 4 + \
       [of_rules] * 3 + [of_imports] * 2 + [of_package, of_metadata, of_bytes, of_depth]


def mutate(r, text, texts):
    for _ in range(r.choice([1, 1, 1, 2, 3])):
        if r.random() < .04:
            text = of_chunks(r, text, texts)
        else:
            text = r.choice(WAYS)(r, text)
    return text


# --- policies that are made up: few names, so that rules and types meet
NAMES = ['x', 'y', 'z', 'k', 'v']
RULE_NAMES = ['p', 'q', 'r', 's']
FUNCTIONS = ['f', 'g']
ONE = ['count', 'upper', 'sum', 'is_string', 'sort', 'to_number', 'json.unmarshal', 'object.keys',
       'type_name', 'abs', 'union', 'array.reverse', 'lower', 'max', 'trim_space', 'units.parse',
       'time.now_ns', 'base64.encode', 'yaml.marshal', 'semver.is_valid', 'strings.count']
TWO = ['concat', 'split', 'startswith', 'object.get', 'array.concat', 'contains', 'format_int',
       'json.filter', 'bits.or', 'indexof', 'sprintf', 'regex.match', 'object.union', 'walk',
       'numbers.range', 'glob.match', 'net.cidr_intersects', 'json.patch', 'graph.reachable', 'trim']
SIGN = ['+', '-', '*', '/', '%', '|', '&', '==', '!=', '<', '>=', '=', 'in']


def made_ref(r, depth):
    head = r.choice(['input', 'data', 'data.a', 'data.a.p', 'data.a.b'] + RULE_NAMES + NAMES)
    for _ in range(r.choice([0, 1, 1, 2, 3])):
        head += r.choice(['.' + r.choice('abpq'), '[%s]' % made_term(r, depth - 2), '[_]',
                          '[%s]' % r.choice(NAMES), '[0]', '["a"]'])
    return head


def made_term(r, depth):
    if depth <= 0:
        return r.choice(NAMES + ['1', '"a"', 'null', 'true', '2.5', 'input', '_', '[]', '{}', 'set()'])
    kind = r.randrange(14)
    if kind < 3:
        return r.choice(NAMES)
    if kind == 3:
        return made_ref(r, depth)
    if kind == 4:
        return '[%s]' % ', '.join(made_term(r, depth - 1) for _ in range(r.randint(0, 3)))
    if kind == 5:
        return '{%s}' % ', '.join(made_term(r, depth - 1) for _ in range(r.randint(1, 3)))
    if kind == 6:
        return '{%s}' % ', '.join('%s: %s' % (r.choice(['"a"', '"b"', '1', made_term(r, 0)]),
                                             made_term(r, depth - 1)) for _ in range(r.randint(0, 3)))
    if kind == 7:
        return '%s(%s)' % (r.choice(ONE + FUNCTIONS), made_term(r, depth - 1))
    if kind == 8:
        return '%s(%s, %s)' % (r.choice(TWO + FUNCTIONS), made_term(r, depth - 1), made_term(r, depth - 1))
    if kind == 9:
        return '(%s %s %s)' % (made_term(r, depth - 1), r.choice(SIGN[:7]), made_term(r, depth - 1))
    if kind == 10:
        return '[%s | %s]' % (made_term(r, depth - 1), made_body(r, depth - 1, '; '))
    if kind == 11:
        return '{%s | %s}' % (made_term(r, depth - 1), made_body(r, depth - 1, '; '))
    if kind == 12:
        return '{%s: %s | %s}' % (made_term(r, 0), made_term(r, depth - 1), made_body(r, depth - 1, '; '))
    return made_term(r, 0) if r.random() < .7 else '$"a{%s}b{%s}"' % (made_term(r, 0), made_term(r, depth - 1))


def made_literal(r, depth):
    kind = r.randrange(16)
    if kind < 4:
        x = '%s := %s' % (r.choice(NAMES + ['[x, y]', '{"a": x}', '[_, z]', '_']), made_term(r, depth))
    elif kind < 7:
        x = '%s %s %s' % (made_term(r, depth), r.choice(SIGN[7:]), made_term(r, depth))
    elif kind == 7:
        x = 'not ' + made_term(r, depth)
    elif kind == 8:
        x = 'some %s in %s' % (r.choice(['x', 'k, v', 'y', '[x, y]', '{"a": z}', '_', 'x, _']),
                               made_term(r, depth))
    elif kind == 9:
        return 'some ' + r.choice(['x', 'y', 'x, y', 'k'])
    elif kind == 10:
        x = 'every %s in %s { %s }' % (r.choice(['x', 'k, v', 'y']), made_term(r, depth - 1),
                                       made_body(r, depth - 1, '; '))
    elif kind == 11:
        x = '%s(%s, %s)' % (r.choice(TWO), made_term(r, depth - 1), made_term(r, depth - 1))
    elif kind == 12:
        x = '%s(%s, %s, %s)' % (r.choice(TWO + FUNCTIONS), made_term(r, 0), made_term(r, 0), made_term(r, 0))
    elif kind == 13:
        x = 'print(%s)' % made_term(r, depth)
    else:
        x = made_term(r, depth)
    while r.random() < .07:
        x += ' with %s as %s' % (r.choice(['input', 'input.a', 'data.a.p', 'data.x', 'count', 'f', 'data.a.f',
                                           'time.now_ns', 'g', 'x', 'p', 'data', 'http.send', 'walk']),
                                 r.choice([made_term(r, 1), 'f', 'upper', 'data.a.g', '1']))
    return x


def made_body(r, depth, between):
    return between.join(made_literal(r, depth) for _ in range(r.choice([1, 1, 2, 2, 3])))


def made_rule(r):
    name, value = r.choice(RULE_NAMES), made_term(r, r.choice([0, 1, 2]))
    head = r.choice(['%s' % name, '%s := %s' % (name, value), '%s = %s' % (name, value),
                     '%s contains %s' % (name, value), '%s[%s] := %s' % (name, r.choice(NAMES), value),
                     '%s[%s]' % (name, made_term(r, 1)), '%s.a.b := %s' % (name, value),
                     '%s.a[%s] contains %s' % (name, r.choice(NAMES), value),
                     '%s(%s) := %s' % (r.choice(FUNCTIONS), r.choice(NAMES + ['_', '1', '[x, y]']), value),
                     '%s(%s, %s) := %s' % (r.choice(FUNCTIONS), r.choice(NAMES), made_term(r, 1), value),
                     '%s(%s)' % (r.choice(FUNCTIONS), r.choice(NAMES))])
    if r.random() < .06:
        return 'default %s := %s' % (r.choice([name, 'f(_)', 'g(x)', 'f(_, _)']), made_term(r, 1))
    if r.random() < .12:
        return head
    rule = '%s if {\n\t%s\n}' % (head, made_body(r, 2, '\n\t'))
    while r.random() < .1:
        rule += ' else := %s if {\n\t%s\n}' % (made_term(r, 1), made_body(r, 1, '\n\t'))
    return rule


def made(r):
    lines = [r.choice(['package a'] * 6 + ['package a.b', 'package b'])]
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        lines.append(r.choice(IMPORTS + ['import data.a', 'import data.b as q', 'import data.a.p',
                                         'import data.b.f', 'import input.x']))
    lines += [made_rule(r) for _ in range(r.randint(1, 5))]
    return '\n\n'.join(lines) + '\n'
