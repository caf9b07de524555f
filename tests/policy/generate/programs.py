# SPDX-License-Identifier: BSD-2-Clause
"""Random programs over random data and inputs: whole ones, broken ones, and ones to be formatted."""
import re

from values import NotJson, Raw, Values, rego, to_json

PACKAGES = ["a", "b", "a.b", "a.c", "lib"]
KEYS = ["a", "b", "c", "d", "x", "k"]
VARS = ["x", "y", "z", "i", "j", "k", "v", "w"]
CALLS1 = ["count", "sum", "max", "min", "sort", "is_string", "is_number", "is_array", "is_object", "is_set", "type_name", "to_number", "lower", "upper",
          "abs", "json.marshal", "object.keys", "trim_space", "array.reverse", "floor", "product", "union", "json.unmarshal"]
CALLS2 = ["startswith", "contains", "concat", "split", "array.concat", "object.union", "object.remove", "format_int", "indexof", "trim", "sprintf", "regex.match",
          "numbers.range", "object.filter", "strings.count", "bits.and"]
BROKEN = """if contains in some every not with as default else import package := = == != < > | & + - * / % ( ) [ ] { } , ; : . _ true null 1 1.5 "a" `r` $"{x}" #c
set() x y p input data [x| {x| every { } if { } \n \t 'q' "\\q" 0x1 01 1e @ ? ~ ^ \\ é 日 \u00a0 {: [, {, ..""".split(" ")


class Scope(list):
    """Variables that have a value here."""


class Program(Values):
    def __init__(self, r, v0=False):
        super().__init__(r)
        self.v0 = v0
        self.rules = {}  # of all packages: name: (kind, arity)
        self.package = "a"
        self.packages = ["a"]
        self.calls_left = 3
        self.old = False  # v0 without the keywords of v1
        self.fresh = 0
        self.current = None  # the rule that is made
        self.taken = set()  # names of variables of this rule

    # --- terms
    def literal(self, depth=1):
        k = self.r.random()
        if k < 0.4:
            return rego(self.r.randint(0, 4))
        if k < 0.7:
            return rego(self.one(*KEYS))
        if k < 0.8:
            return rego(self.one(True, False, None))
        return rego(self.any(depth) if k > 0.92 else self.scalar())

    def base(self):
        k = self.r.random()
        return "input" if k < 0.6 else "data.d"

    def step(self, s, fresh=None):
        """One more step of a ref; fresh collects variables that it binds."""
        k = self.r.random()
        if k < 0.4:
            return "." + self.one(*KEYS)
        if k < 0.5:
            return "[%d]" % self.r.randint(0, 3)
        if k < 0.6:
            return '["%s"]' % self.one(*KEYS)
        if k < 0.75 and s:
            return "[%s]" % self.one(*s)
        if fresh is not None:
            if k < 0.87:
                return "[_]"
            fresh.append(self.new_var(s))
            return "[%s]" % fresh[-1]
        return "[%s]" % self.literal(0)

    def ref(self, s, fresh=None, head=None):
        head = head or self.base()
        return head + "".join(self.step(s, fresh) for _ in range(self.r.randint(0 if head[0] != "i" else 1, 3)))

    def may_use(self, name):
        """Mostly only rules whose name came earlier, so that nothing is recursive."""
        names = list(self.rules)
        return self.current not in names or names.index(name) < names.index(self.current) or self.chance(0.01)

    def rule_ref(self, s, fresh=None):
        names = [n for n, (kind, _) in self.rules.items() if kind != "function" and self.may_use(n)]
        if not names:
            return self.ref(s, fresh)
        name = self.one(*names)
        kind = self.rules[name][0]
        pkg, short = name.rsplit(".", 1)
        text = short if pkg == self.package else "data." + name
        if self.chance(0.04):
            text = "data.%s[%s]" % (pkg, self.literal(0) if fresh is None else "_")
        if kind in ("object", "set", "deep") and self.chance(0.6):
            text += self.step(s, fresh)
        elif self.chance(0.1):
            text += self.step(s, fresh)
        return text

    def new_var(self, s):
        self.fresh += 1
        if self.chance(0.012):
            return self.one(*VARS)
        free = [v for v in VARS if v not in self.taken]
        name = self.one(*free) if free and self.chance(0.9) else "v%d" % self.fresh
        self.taken.add(name)
        return name

    def call(self, s, depth):
        functions = [(n, a) for n, (kind, a) in self.rules.items() if kind == "function" and self.may_use(n)]
        k = self.r.random()
        if functions and k < 0.45:
            name, arity = self.one(*functions)
            pkg, short = name.rsplit(".", 1)
            return "%s(%s)" % (short if pkg == self.package else "data." + name, ", ".join(self.term(s, depth - 1) for _ in range(arity)))
        if k < 0.75:
            return "%s(%s)" % (self.one(*CALLS1), self.loose(s, depth - 1))
        f = self.one(*CALLS2)
        if f == "numbers.range":
            return "numbers.range(%d, %d)" % (self.r.randint(0, 3), self.r.randint(0, 4))
        if f == "sprintf":
            return 'sprintf("%s", [%s])' % (self.one("%v", "%d", "%s-%v", "%q"), self.term(s, depth - 1))
        return "%s(%s, %s)" % (f, self.loose(s, depth - 1), self.loose(s, depth - 1))

    def comprehension(self, s, depth):
        inner = Scope(s)
        body = self.body(inner, depth - 1, self.r.randint(1, 2), inline=True)
        k = self.r.random()
        if k < 0.4:
            return "[%s | %s]" % (self.simple(inner, depth - 1), body)
        if k < 0.75:
            return "{%s | %s}" % (self.simple(inner, depth - 1), body)
        return "{%s: %s | %s}" % (self.simple(inner, 0), self.simple(inner, depth - 1), body)

    def simple(self, s, depth=0):
        """What stands best in heads: mostly variables."""
        return self.one(*s) if s and self.chance(0.65) else self.term(s, max(depth, 0))

    def template(self, s, depth):
        parts = ["".join(self.one("a", "b ", "\\n", "\\{", "é") for _ in range(self.r.randint(0, 2))) + "{%s}" % self.term(s, depth - 1).replace("\n", " ")
                 for _ in range(self.r.randint(0, 2))]
        return '$"%s%s"' % ("".join(parts), self.one("", "x", " ."))

    def term(self, s, depth=2):
        k = self.r.random()
        if k < 0.0015:
            return self.one(*VARS)
        if depth <= 0:
            return self.one(*s) if s and k < 0.5 else self.literal(0) if k < 0.85 else self.ref(s)
        if s and k < 0.25:
            return self.one(*s) + (self.step(s) if self.chance(0.2) else "")
        if k < 0.4:
            return self.literal()
        if k < 0.5:
            return self.ref(s)
        if k < 0.6:
            return self.rule_ref(s)
        if k < 0.68:
            side = self.number_term if self.chance(0.9) else self.term
            text = "%s %s %s" % (side(s, depth - 1), self.one("+", "-", "*", "/", "%", "+", "-", "==", "<"), side(s, depth - 1))
            return text if self.chance(0.5) else "(%s)" % text
        if k < 0.76:
            return self.call(s, depth)
        if k < 0.81:
            return "[%s]" % ", ".join(self.term(s, depth - 1) for _ in range(self.r.randint(0, 3)))
        if k < 0.86:
            return "{%s}" % ", ".join(self.term(s, depth - 1) for _ in range(self.r.randint(1, 3)))
        if k < 0.91:
            return "{%s}" % ", ".join("%s: %s" % (self.key_term(s), self.term(s, depth - 1)) for _ in range(self.r.randint(0, 3)))
        if k < 0.97:
            return self.comprehension(s, depth)
        if k < 0.985 and not self.old:
            return self.template(s, depth)
        return "set()"

    def number_term(self, s, depth):
        k = self.r.random()
        if k < 0.4:
            return rego(self.one(0, 1, 2, 3, 10))
        if k < 0.6 and s:
            return self.one(*s)
        return "count(%s)" % self.collection(s, 0) if k < 0.7 else self.ref(s)

    def loose(self, s, depth):
        """What may have any type, for the compiler."""
        k = self.r.random()
        return self.one(*s) if s and k < 0.4 else self.ref(s) if k < 0.75 else self.rule_ref(s) if k < 0.85 else self.term(s, depth)

    def key_term(self, s):
        return self.one(*s) if s and self.chance(0.2) else rego(self.one(*KEYS))

    def pattern(self, s, fresh, depth=2):
        k = self.r.random()
        if depth <= 0 or k < 0.4:
            if k < 0.25:
                return self.literal(0)
            if k < 0.3:
                return "_"
            fresh.append(self.new_var(s))
            return fresh[-1]
        if k < 0.75:
            return "[%s]" % ", ".join(self.pattern(s, fresh, depth - 1) for _ in range(self.r.randint(1, 3)))
        if k < 0.95:
            return "{%s}" % ", ".join("%s: %s" % (rego(key), self.pattern(s, fresh, depth - 1)) for key in self.r.sample(KEYS, self.r.randint(1, 2)))
        return self.term(s, 1)

    # --- expressions
    def collection(self, s, depth):
        k = self.r.random()
        if k < 0.35:
            return self.ref(s)
        if k < 0.6:
            return self.rule_ref(s)
        if k < 0.75:
            return rego(self.one([1, 2, 3], ["a", "b"], [{"a": 1}, {"a": 2}], {"a": 1, "b": [2]}, [[1, 2], [3, 4]]))
        return self.term(s, depth)

    def with_(self, s, depth):
        n = 1 if self.chance(0.8) else 2
        return "".join(" with %s as %s" % self.replacement(s, depth) for _ in range(n))

    def replacement(self, s, depth):
        k = self.r.random()
        if k < 0.3:
            return "input", self.term(s, 1) if self.chance(0.5) else rego(self.document())
        if k < 0.5:
            return "input." + self.one(*KEYS) + (("." + self.one(*KEYS)) if self.chance(0.3) else ""), self.term(s, 1)
        if k < 0.7:
            return "data.d." + self.one(*KEYS) + (("." + self.one(*KEYS)) if self.chance(0.3) else ""), self.term(s, 1)
        names = list(self.rules)
        if k < 0.88 and names:
            name = self.one(*names)
            kind, arity = self.rules[name]
            if kind == "function":
                others = [n for n, (q, a) in self.rules.items() if q == "function" and a == arity]
                return "data." + name, ("data." + self.one(*others)) if self.chance(0.5) else self.literal()
            return "data." + name, self.term(s, 1)
        return self.one("count", "lower", "is_string", "type_name"), self.one("1", '"m"', "upper", "is_number", "object.keys", self.literal())

    def expression(self, s, depth):
        """Without new variables."""
        k = self.r.random()
        if k < 0.4:
            return "%s %s %s" % (self.loose(s, depth - 1), self.one("==", "!=", "<", "<=", ">", ">=", "==", "="), self.term(s, depth - 1))
        if k < 0.55 and not self.old:
            return "%s in %s" % (self.term(s, 0), self.collection(s, depth - 1))
        if k < 0.7:
            return self.ref(s)
        if k < 0.85:
            return self.rule_ref(s)
        return self.call(s, depth) if k < 0.95 else self.term(s, depth)

    def literal_of_body(self, s, depth):
        k = self.r.random()
        fresh = []
        if k < 0.2:
            value = self.term(s, depth)
            name = self.new_var(s)
            s.append(name) if name not in s or self.chance(0.05) else None
            return "%s := %s" % (name, value) if s[-1] == name else "%s = %s" % (name, value)
        if k < 0.3:
            value = self.ref(s, fresh) if self.chance(0.5) else self.rule_ref(s, fresh)
            name = self.new_var(s)
            s += fresh + [name]
            return "%s = %s" % (name, value)
        if k < 0.38:
            value = self.collection(s, depth)
            text = self.pattern(s, fresh)
            value = self.ref(s) if self.chance(0.7) else value
            text = "%s %s %s" % (text, ":=" if fresh and not re.search(r"\d|\"[^:]*\"[],}]|true|null|false", text) else "=", value)
            s += fresh
            return text
        if k < 0.5 and not self.old:
            value = self.collection(s, depth)
            a, b = self.new_var(s), self.new_var(s)
            if self.chance(0.6):
                s.append(a)
                return "some %s in %s" % (a, value)
            if self.chance(0.2):
                text = "some %s, %s in %s" % (a, self.pattern(s, fresh, 1), value)
                s += [a] + fresh
                return text
            s += [a, b]
            return "some %s, %s in %s" % (a, b, value)
        if k < 0.56:
            a = self.new_var(s)
            value = (self.ref(s) if self.chance(0.5) else self.rule_ref(s)) + "[%s]" % a
            s.append(a)
            b = self.new_var(s)
            s.append(b)
            return "some %s; %s = %s" % (a if self.chance(0.6) else "%s, %s" % (a, b), b, value)
        if k < 0.62 and depth > 0 and not self.old:
            inner = Scope(s)
            names = [self.new_var(s) for _ in range(self.one(1, 1, 2))]
            value = self.collection(s, depth - 1)
            inner += names
            body = self.body(inner, depth - 1, 1, inline=True)
            for name in names:
                if not re.search(r"\b%s\b" % name, body) and not self.chance(0.04):
                    body += "; " + name + self.one(" != 99", " == 1", " > 0")
            return "every %s in %s { %s }" % (", ".join(names), value, body)
        if k < 0.72:
            text = "not " + self.expression(s, depth)
        elif k < 0.76:
            a, b = self.new_var(s), self.new_var(s)
            text = "walk(%s, [%s, %s])" % (self.collection(s, 1), a, b)
            s += [a, b]
            return text
        elif k < 0.78:
            return "print(%s)" % ", ".join(self.term(s, 1) for _ in range(self.r.randint(0, 2)))
        else:
            text = self.expression(s, depth)
        # Within a comprehension of a query OPA leaves the value unevaluated: a ref stays a ref.
        if self.chance(0.12) and (self.package != "none" or depth == 2):
            text += self.with_(s, depth)
        return text

    def body(self, s, depth, most, inline=False):
        parts = [self.literal_of_body(s, depth) for _ in range(self.r.randint(1, most))]
        if not self.chance(0.04):
            parts = self.used(parts)
        if self.chance(0.1):
            self.r.shuffle(parts)  # what is used is made behind it
        return "; ".join(parts) if inline else "\n\t".join(parts)

    def used(self, parts):
        """With something behind a declaration of a variable that nothing uses."""
        text = "; ".join(parts)
        for part in [p for p in parts if p.startswith("some ")]:
            for name in re.findall(r"\b[a-z]\d*\b", re.sub(r'"[^"]*"', "", re.split(" in |;", part[5:])[0])):
                if len(re.findall(r"\b%s\b" % name, text)) < 2:
                    parts = parts + ["%s != 99" % name]
        return parts

    # --- rules
    def block(self, body):
        return "%s{\n\t%s\n}" % ("" if self.old else "if ", body)

    def tail(self, s, value):
        body = self.body(s, 2, 4)
        return body, value(s)

    def head_name(self):
        return "rpqstuf"[self.r.randint(0, 5)]

    def rule_complete(self, name):
        s = Scope()
        if self.chance(0.2):
            return "%s := %s" % (name, self.term(s, 2))
        body = self.body(s, 2, 4)
        k = self.r.random()
        head = name if k < 0.4 else "%s := %s" % (name, self.one("1", "2", '"a"')) if k < 0.55 else "%s %s %s" % (name, self.one(":=", "="), self.simple(s, 2))
        text = "%s %s" % (head, self.block(body))
        while self.chance(0.25):
            t = Scope()
            body = self.body(t, 2, 2)
            text += " else %s" % ("" if self.chance(0.2) else ":= %s " % self.simple(t, 1)) + self.block(body)
        if self.chance(0.1):
            text += " else := %s" % self.literal()
        return text

    def rule_set(self, name):
        s = Scope()
        body = self.body(s, 2, 4)
        item = self.simple(s, 1)
        return ("%s[%s] " if self.old else "%s contains %s ") % (name, item) + self.block(body)

    def rule_object(self, name):
        s = Scope()
        body = self.body(s, 2, 3)
        return "%s[%s] %s %s %s" % (name, self.simple(s, 0), "=" if self.old else ":=", self.simple(s, 1), self.block(body))

    def rule_deep(self, name):
        s = Scope()
        body = self.body(s, 2, 3)
        path = "".join(self.one("." + self.one(*KEYS), "[%s]" % self.simple(s, 0), '["%s"]' % self.one(*KEYS)) for _ in range(self.r.randint(1, 2)))
        k = self.r.random()
        if k < 0.35:
            return "%s%s contains %s %s" % (name, path, self.simple(s, 1), self.block(body))
        return "%s%s := %s %s" % (name, path, self.simple(s, 1), self.block(body))

    def rule_function(self, name, arity):
        s, fresh = Scope(), []
        args = ", ".join(self.pattern(s, fresh, 1 if self.chance(0.25) else 0) for _ in range(arity))
        s += fresh
        k = self.r.random()
        if k < 0.2:
            return "%s(%s) := %s" % (name, args, self.term(s, 2))
        body = self.body(s, 2, 3)
        head = "%s(%s)" % (name, args) + ("" if k < 0.4 else " := %s" % self.simple(s, 2))
        text = "%s %s" % (head, self.block(body))
        if self.chance(0.15):
            text += " else := %s" % self.term(s[:len(fresh)], 1)
        return text

    def one_rule(self, name, kind, arity):
        self.taken, self.current = set(), self.package + "." + name
        make = {"complete": self.rule_complete, "set": self.rule_set, "object": self.rule_object, "deep": self.rule_deep}
        text = self.rule_function(name, arity) if kind == "function" else make[kind](name)
        if self.chance(0.08) and kind in ("complete", "function"):
            args = "(%s)" % ", ".join("_" if self.chance(0.8) else "x" + str(i) for i in range(arity)) if kind == "function" else ""
            text = "default %s%s := %s\n\n" % (name, args, self.literal() if self.chance(0.9) else self.term([], 1)) + text
        return text

    def header(self):
        lines = ["package " + self.package]
        if self.v0:
            self.old = self.chance(0.5)
            if not self.old:
                lines.append(self.one("import rego.v1", "import future.keywords", "import future.keywords"))
        elif self.chance(0.1):
            lines.append("import rego.v1")
        others = [p for p in self.packages if p != self.package]
        if others and self.chance(0.3):
            lines.append("import data.%s" % self.one(*others) + (" as al" if self.chance(0.3) else ""))
        if self.chance(0.1):
            lines.append("import input.%s%s" % (self.one(*KEYS), " as inp" if self.chance(0.5) else ""))
        return "\n\n".join([lines[0], "\n".join(lines[1:])]) if lines[1:] else lines[0]

    def module(self, package="a"):
        self.package = package
        parts = [self.header()]
        made = []
        for _ in range(self.r.randint(1, 5)):
            mine = [(n, k) for n, k in self.rules.items() if n.rsplit(".", 1)[0] == package]
            if mine and self.chance(0.3):
                name, (kind, arity) = self.one(*mine)
                name = name.rsplit(".", 1)[1]
            else:
                name = self.head_name()
                kind = self.one("complete", "complete", "set", "object", "function", "complete", "function", "deep" if not self.old else "set")
                arity = self.r.randint(1, 2)
                old = self.rules.get(package + "." + name)
                if old and not self.chance(0.03):
                    kind, arity = old
            made.append(self.one_rule(name, kind, arity))
            self.rules.setdefault(package + "." + name, (kind, arity))
        self.r.shuffle(made)
        return "\n\n".join(parts + made) + "\n"

    # --- documents
    def document(self, depth=3):
        k = self.r.random()
        if depth <= 0 or k < 0.15:
            return self.one(0, 1, 2, 3, "a", "b", "c", True, False, None, Raw("1.5"), Raw("1.0"), "x")
        if k < 0.45:
            return [self.document(depth - 1) for _ in range(self.r.randint(0, 3))]
        return {self.one(*KEYS): self.document(depth - 1) for _ in range(self.r.randint(0, 4))}

    def input(self):
        return {key: self.document(2) for key in KEYS if self.chance(0.8)}

    def query(self):
        k = self.r.random()
        rules = [n for n, (kind, _) in self.rules.items() if kind != "function"]
        if k < 0.35 or not rules:
            return "data." + self.one(*self.packages)
        if k < 0.6:
            return "x := data.%s" % self.one(*rules)
        if k < 0.7:
            return 'x := data.%s; y := sprintf("%%v", [x])' % self.one(*rules)
        if k < 0.8:
            return "data.%s[x]%s" % (self.one(*rules), self.one("", " = y", "[y]"))
        if k < 0.85:
            return "data.%s[x][y]" % self.one(*self.packages)
        if k < 0.88:
            return "data"
        old, self.package = self.package, "none"
        text = self.body(Scope(), 2, 3, inline=True)
        self.package = old
        return text


def programs(r, family):
    v0 = r.random() < (0.5 if family == "fmt" else 0.25)
    p = Program(r, v0)
    p.packages = [p.one(*PACKAGES)] if p.chance(0.7) else r.sample(PACKAGES, 2)
    modules = [p.module(pkg) for pkg in p.packages]
    c = {"family": family, "modules": modules}
    if v0:
        c["v0"] = True
    return p, c


def evaluated(r):
    p, c = programs(r, "programs")
    if c.get("v0"):
        c["family"] = "programs_v0"
    c["query"] = p.query()
    c["input"] = to_json(p.input())
    if p.chance(0.85):
        c["data"] = to_json({"d": p.input()}) if p.chance(0.95) else to_json({"d": p.input(), p.packages[0].split(".")[0]: p.document(2)})
    c["strict_errors"] = p.chance(0.2)
    if p.chance(0.04):
        c["strict"] = True
    return c


def tokens(text):
    return re.findall(r"\w+|\"[^\"]*\"|[:=!<>]=|\s+|.", text, re.S)


def broken(r):
    p, c = programs(r, "broken")
    parts = tokens(c["modules"][0])
    for _ in range(p.one(1, 1, 1, 2, 3)):
        at = r.randrange(len(parts) + 1)
        k = r.random()
        if k < 0.3 and at < len(parts):
            del parts[at]
        elif k < 0.65:
            parts.insert(at, p.one(" ", "") + r.choice(BROKEN) + p.one(" ", ""))
        elif k < 0.8 and at < len(parts):
            parts[at] = r.choice(BROKEN)
        elif k < 0.9:
            other = r.randrange(len(parts) + 1)
            parts[at:at] = parts[other:other + r.randint(1, 4)]
        else:
            del parts[at:]
    c["modules"] = ["".join(parts)] + c["modules"][1:]
    c["query"] = "data.%s" % p.packages[0]
    return c


def formatted(r):
    p, c = programs(r, "fmt")
    out = []
    for t in tokens(c["modules"][0]):
        k = r.random()
        if t.isspace() and k < 0.1:
            t = p.one("  ", "\t", " \n ", "\n\n\n", "\t \n") if "\n" in t or k < 0.02 else "  " if k < 0.08 else "\n"
        elif t in "([{" and k < 0.12:
            t += p.one("\n", " ", "\n\n\t", " # c\n")
        elif t in ")]}" and k < 0.12:
            t = p.one("\n", " ", ",\n" if k < 0.02 else "\n") + t
        elif t == "," and k < 0.15:
            t = p.one(",\n", " ,", ", # d\n", ",\n\n")
        elif t == "\n\n" and k < 0.4:
            t = p.one("\n\n# one\n", "\n# two\n# three\n\n", "\n\n#four\n\n\n", "\n")
        elif t.isspace() and "\n" in t and k < 0.2:
            t = p.one(" # five\n", "\n# six\n", " #\n", "\n\n\t# seven\n\n")
        out.append(t)
    c.update(modules=["".join(out)], fmt=True)
    return c


def queries(r):
    p = Program(r)
    p.package = "none"
    c = {"family": "queries", "query": p.body(Scope(), 2, 4, inline=True), "input": to_json(p.input()), "data": to_json({"d": p.input()})}
    c["strict_errors"] = p.chance(0.2)
    return c


def case(r):
    k = r.random()
    try:
        if k < 0.62:
            return evaluated(r)
        if k < 0.74:
            return broken(r)
        if k < 0.86:
            return formatted(r)
        return queries(r)
    except NotJson:
        return {"family": "queries", "query": "true"}
