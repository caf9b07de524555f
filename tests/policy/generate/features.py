# SPDX-License-Identifier: BSD-2-Clause
"""Random programs around what programs.py makes least: built-in functions that are replaced, every, heads that are deep
refs, templates, default functions, imports with other names, metadata, walk, and calls with arguments that suit them."""
from calls import CALLS, Arguments, written
from programs import KEYS, Program, Scope
from values import NotJson, rego, to_json

# What answers otherwise each time, or takes long, is not called.
NOT_HERE = {"crypto", "jwt", "graphql", "schema", "modules", "template"}
BUILTINS = ["count", "lower", "upper", "sum", "max", "is_string", "type_name", "json.marshal", "object.get", "startswith", "split", "concat", "to_number", "time.now_ns",
            "http.send", "opa.runtime", "rand.intn", "regex.match", "numbers.range", "sprintf", "array.concat", "object.keys", "io.jwt.decode", "glob.match"]


class Features(Program):
    def __init__(self, r, v0):
        super().__init__(r, v0)
        self.aliases = {}  # of this module: name: package

    # --- calls of all functions, with what suits them
    def call(self, s, depth):
        k = self.r.random()
        if k < 0.35:
            return super().call(s, depth)
        if k < 0.5 and self.aliases:
            return self.alias_use(s, depth)
        family = self.one(*[f for f in CALLS if f not in NOT_HERE])
        name, kinds = self.one(*CALLS[family])
        if name.startswith(("internal", "set_diff", "cast", "all", "any", "walk")):
            name, kinds = "object.get", [["object"], ["word"], ["any"]]
        a = Arguments(self.r)
        try:
            args = [self.ref(s) if self.chance(0.3) else rego(getattr(a, self.one(*kind))()) for kind in kinds]
        except NotJson:
            args = ["1" for _ in kinds]
        return written(a, name, args)

    def alias_use(self, s, depth):
        name = self.one(*self.aliases)
        of = [(n, v) for n, v in self.rules.items() if n.rsplit(".", 1)[0] == self.aliases[name] and self.may_use(n)]
        if not of:
            return name + self.step(s)
        rule, (kind, arity) = self.one(*of)
        rule = "%s.%s" % (name, rule.rsplit(".", 1)[1])
        if kind != "function":
            return rule + ("" if self.chance(0.5) else self.step(s))
        return "%s(%s)" % (rule, ", ".join(self.term(s, depth - 1) for _ in range(arity)))

    def template(self, s, depth):
        parts = []
        for _ in range(self.r.randint(1, 3)):
            value = self.one(self.call, self.comprehension)(s, depth - 1) if self.chance(0.3) and depth > 0 else self.term(s, depth - 1)
            parts.append(self.one("", "a", " ", "\\{", "%", "%d ") + "{%s%s%s}" % (self.one("", " "), value.replace("\n", " "), self.one("", " ")))
        quote = "`" if self.chance(0.2) and not any("`" in p for p in parts) else '"'
        return "$" + quote + "".join(parts) + self.one("", "z") + quote

    # --- literals
    def loose(self, s, depth):
        """Mostly what the type checker knows nothing of."""
        return self.ref(s) if self.chance(0.75) else super().loose(s, depth)

    def collection(self, s, depth):
        return self.ref(s) if self.chance(0.5) else super().collection(s, depth)

    def replacement(self, s, depth):
        k = self.r.random()
        if k > 0.55:
            return super().replacement(s, depth)
        functions = [n for n, (kind, _) in self.rules.items() if kind == "function"]
        name = self.one(*BUILTINS)
        if k < 0.2 and functions:
            return name, "data." + self.one(*functions)
        if k < 0.3:
            return self.one(("count", "sum"), ("lower", "upper"), ("is_string", "is_number"), ("startswith", "endswith"), ("array.concat", "object.union"), ("type_name", "json.marshal"), ("count", "object.keys"))
        if k < 0.45:
            return name, self.ref(s) if self.chance(0.5) else self.literal()
        rule = self.one("data." + self.one(*self.packages), "data.d", "input.a.b", "data.%s.p" % self.one(*self.packages), "data.d.a[0]", "data")
        return rule, rego(self.document(2))

    def literal_of_body(self, s, depth):
        k = self.r.random()
        if k > 0.5 or self.old:
            return super().literal_of_body(s, depth)
        make = self.one(self.every, self.walk, self.some_pattern, self.mocked, self.shown, self.grouped, self.shadow)
        return make(s, depth)

    def every(self, s, depth):
        inner = Scope(s)
        names = [self.new_var(s) for _ in range(self.one(1, 2, 2))]
        inner += names
        domain = self.one(lambda: self.collection(s, depth - 1), lambda: self.call(s, depth - 1), lambda: self.ref(s), lambda: self.comprehension(s, depth - 1))()
        body = self.body(inner, depth - 1, 2, inline=True) + "; " + "; ".join("%s != 99" % n for n in names)
        return "every %s in %s { %s }%s" % (", ".join(names), domain, body, self.with_(s, 1) if self.chance(0.15) else "")

    def walk(self, s, depth):
        fresh = []
        path = self.one(lambda: self.fresh_var(s, fresh), lambda: "[%s]" % self.fresh_var(s, fresh), lambda: "[%s]" % ", ".join(self.one('"a"', '"b"', "_", "0") for _ in range(self.r.randint(0, 3))))()
        value = self.pattern(s, fresh, 1)
        text = self.one("walk(%s, [%s, %s])", "[%s, %s] = walk(%s)", "some [%s, %s] in [w | walk(%s, w)]")
        what = self.one(lambda: self.ref(s), lambda: self.rule_ref(s), lambda: rego(self.document(3)))()
        out = text % ((what, path, value) if text.startswith("walk") else (path, value, what))
        s += [v for v in fresh if v not in s]
        return out

    def fresh_var(self, s, fresh):
        fresh.append(self.new_var(s))
        return fresh[-1]

    def some_pattern(self, s, depth):
        fresh = []
        key, value = self.pattern(s, fresh, self.one(0, 0, 1)), self.pattern(s, fresh, 2)
        text = "some %s in %s" % (value if self.chance(0.4) else "%s, %s" % (key, value), self.ref(s) if self.chance(0.8) else self.collection(s, depth))
        s += [v for v in fresh if v not in s]
        return text

    def mocked(self, s, depth):
        name = self.new_var(s)
        text = "%s %s %s%s" % (name, self.one(":=", "="), self.one(self.call, self.comprehension, self.term)(s, depth), self.with_(s, depth))
        s.append(name)
        return text

    def shown(self, s, depth):
        name = self.new_var(s)
        text = '%s := sprintf("%s", [%s])' % (name, self.one("%v", "%s|%d", "%q", "%5v|", "%-4s|", "%05d", "%x", "%.2f", "%+v", "%T", "%t", "%e", "%%", "%[1]v", "%c", "%08.3f", "%#v", "%U", "%o", "%b"),
                                             ", ".join(self.term(s, 1) for _ in range(self.r.randint(0, 2))))
        s.append(name)
        return text

    def grouped(self, s, depth):
        """A comprehension that groups by a variable of the body around it."""
        name, item = self.new_var(s), self.new_var(s)
        base = self.ref(s)
        outer = self.one(*s) if s else "1"
        head = self.one("[%s | %s]", "{%s | %s}", "count({%s | %s})", "{k9: %s | %s; k9 := 1}")
        body = "some %s in %s; %s%s == %s" % (item, base, item, self.step([]), outer)
        if self.chance(0.4):
            body = "%s := %s[_]; %s" % (item, base, self.expression(Scope(s + [item]), 1))
        text = "%s := %s" % (name, head % (self.simple(Scope(s + [item])), body))
        s.append(name)
        return text

    def shadow(self, s, depth):
        name = self.one(*(list(self.aliases) + ["input", "data", "count", "p", "q"])) if self.chance(0.1) else self.new_var(s)
        text = "%s := %s" % (name, self.term(s, depth))
        s.append(name)
        return text

    # --- rules
    def head_name(self):
        name = super().head_name()
        return "%s.%s" % (self.one("m", "n", "if_", name), name) if self.chance(0.2) and not self.old else name

    def rule_deep(self, name):
        s = Scope()
        body = self.body(s, 2, 3)
        path = "".join(self.one("." + self.one(*KEYS), "[%s]" % self.simple(s, 0), '["%s"]' % self.one(*KEYS), "[%s]" % self.simple(s, 0)) for _ in range(self.r.randint(1, 3)))
        k = self.r.random()
        if k < 0.15:
            return "%s%s := %s" % (name, "".join("." + self.one(*KEYS) for _ in range(self.r.randint(1, 2))), self.literal())
        if k < 0.45:
            return "%s%s contains %s %s" % (name, path, self.simple(s, 1), self.block(body))
        text = "%s%s %s %s %s" % (name, path, self.one(":=", "="), self.simple(s, 1), self.block(body))
        return text + (" else := %s" % self.literal() if self.chance(0.02) else "")

    def rule_function(self, name, arity):
        text = super().rule_function(name, arity)
        if self.chance(0.25):
            text = "default %s(%s) := %s\n\n" % (name, ", ".join(self.one("_", "a%d" % i) for i in range(arity)), self.one(self.literal(), "[]", '{"a": 1}', "[x | x := 1]", "set()")) + text
        return text

    def annotation(self):
        lines = ["scope: " + self.one("rule", "rule", "document")] if self.chance(0.5) else []
        lines += ["title: " + self.one("T", "a b", '"q"', "'T: x'")] if self.chance(0.7) else []
        lines += ["description: " + self.one("d", "|\n#  one\n#  two", ">-\n#  x\n#  y")] if self.chance(0.4) else []
        lines += ["custom:\n#  " + self.one("a: 1", "sev: HIGH\n#  tags: [x, y]", "n: {m: [1.0, 1e3, true, ~]}", "k: 2020-01-01")] if self.chance(0.6) else []
        lines += [self.one("authors:\n# - A <a@b.c>\n# - name: B", "organizations: [o]", "related_resources:\n# - https://a.b/c\n# - ref: https://x\n#   description: y")] if self.chance(0.4) else []
        return "# METADATA\n%s\n" % "\n".join("# " + line for line in lines) if lines else ""

    def one_rule(self, name, kind, arity):
        self.taken, self.current = set(), self.package + "." + name
        if kind != "function" and self.chance(0.12):
            fn = self.one("rego.metadata.rule()", "rego.metadata.chain()", "[x | x := rego.metadata.chain()[_].annotations]", "rego.metadata.rule().title")
            return self.annotation() + {"complete": "%s := %s", "set": "%s contains %s", "object": '%s["m"] := %s', "deep": "%s.m := %s"}[kind] % (name, fn)
        text = super().one_rule(name, kind, arity)
        return self.annotation() + text if self.chance(0.15) else text

    def header(self):
        self.aliases = {}
        lines = [super().header().partition("\n")[2].strip()] if self.v0 else []
        for p in [p for p in self.packages if p != self.package]:
            if self.chance(0.7):
                alias = self.one(p.split(".")[-1], "al", "lib2")
                lines.append("import data.%s%s" % (p, " as " + alias if alias != p.split(".")[-1] else ""))
                self.aliases[alias] = p
        if self.chance(0.15):
            lines.append(self.one("import data.d.a", "import input.a as ia", "import data.d as dd", "import input", "import data"))
        text = "package %s\n" % self.package
        if self.chance(0.12):
            text = "# METADATA\n# scope: %s\n# title: P\n# custom: {x: 1}\n" % self.one("package", "subpackages") + text
        return text + "\n" + "\n".join(lines)


def case(r):
    p = Features(r, r.random() < 0.12)
    p.packages = [p.one("a", "b.c")] if p.chance(0.35) else r.sample(["a", "b", "a.b", "lib", "lib.x"], 2)
    c = {"family": "features", "modules": [p.module(pkg) for pkg in p.packages]}
    if p.v0:
        c["v0"] = True
    try:
        c["query"] = p.query()
        if p.chance(0.95):
            c["input"] = to_json(p.input() if p.chance(0.85) else p.document(1))
        data = {"d": p.input()}
        if p.chance(0.3):  # beside the rules
            data[p.packages[0].split(".")[0]] = {p.one("z", "p", "q", "b", "m"): p.document(2)}
        c["data"] = to_json(data)
    except NotJson:
        return {"family": "features", "query": "true"}
    c["strict_errors"] = p.chance(0.15)
    if p.chance(0.06):
        c["strict"] = True
    return c
