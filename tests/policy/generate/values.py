# SPDX-License-Identifier: BSD-2-Clause
"""Random values, biased towards edges, as Rego terms or as JSON."""
import json


class Raw(str):
    """Rego text: an expression, or a number in its spelling."""


class Set(list):
    pass


class Pairs(list):
    """An object with keys of any kind."""


NUMBERS = """0 1 2 3 -1 -2 10 100 0.5 -0.5 1.5 2.5 3.5 -2.5 1e2 1E2 1e-2 1.0 10.0 0.1 0.2 0.3 0.30 1e0 -0
-0.0 0.0 0e5 255 256 65535 2147483647 2147483648 -2147483648 4294967296 9007199254740991 9007199254740992
9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809
18446744073709551615 18446744073709551616 1e18 1e19 1e20 1e21 1e22 1e-7 1e-6 123456789012345678901234567890
0.1234567890123456789 1.7976931348623157e308 5e-324 1e308 1e309 3.0e0 12345.678 1e3 1E+3 100e-2 33.333
1000000 1000000.5 0.000001 7 8 9 42 -42 1700000000000000000 1e9 99999999999999999999.5""".split()
WORDS = ["", "a", "b", "c", "ab", "abc", "A", "aB", "foo", "bar", "foo.bar", "a/b", "/", ".", ",", "a,b,c", " ",
         "  a ", "\t", "\n", "a\nb", "ä", "é", "e\u0301", "日本", "日本語", "😀", "a😀b", "ß", "İ", "ǆ", "σς", "K",
         "\u007f", "\ufeff", "\ufffd", "\u00a0", "\"", "\\", "\\n", "'", "`", "<a&b>", "%", "%s", "%d", "{x}",
         "$", "${a}", "*", "?", "[a]", "true", "null", "0", "1", "-1", "1.5", "1e3", "0x10", "010", "1_000", "NaN",
         "Inf", "aaa", "aaaa", "abab", "ababab", "x" * 40, "key", "id", "name", "value", "http://a.b/c?d=e#f",
         "a=b&c=d", "YQ==", "YQ", "616263", "zz", "{}", "[1,2]", "{\"a\":1}", "2020-01-01T00:00:00Z", "10.0.0.0/8",
         "10.0.0.1", "::1", "1.2.3", "v1.2.3", "5m", "1h30m", "10Mi", "true ", "İstanbul", "ﬀ", "\U0001f1e9\U0001f1ea"]
BYTES = ["/w==", "gICA", "4pg=", "YWLDKGM=", "7aCA", "AAEC/f7/", "wK8=", "9ICAgA==", "9JCAgA=="]


def rego(v):
    if isinstance(v, Raw):
        return str(v)
    if isinstance(v, str):
        return json.dumps(v, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(v, Set):
        return "{" + ", ".join(map(rego, v)) + "}" if v else "set()"
    if isinstance(v, Pairs):
        return "{" + ", ".join(rego(k) + ": " + rego(x) for k, x in v) + "}"
    if isinstance(v, list):
        return "[" + ", ".join(map(rego, v)) + "]"
    if isinstance(v, dict):
        return "{" + ", ".join(rego(k) + ": " + rego(x) for k, x in v.items()) + "}"
    return json.dumps(v)


class NotJson(Exception):
    pass


def to_json(v):
    """The text, or NotJson."""
    if isinstance(v, Raw):
        if v[:1].isdigit() or v[:1] == "-":
            return str(v)
        raise NotJson
    if isinstance(v, (Set, Pairs)):
        raise NotJson
    if isinstance(v, list):
        return "[" + ",".join(map(to_json, v)) + "]"
    if isinstance(v, dict):
        return "{" + ",".join(json.dumps(k) + ":" + to_json(x) for k, x in v.items()) + "}"
    return json.dumps(v)


class Values:
    def __init__(self, r):
        self.r = r

    def one(self, *of):
        return self.r.choice(of)

    def chance(self, p):
        return self.r.random() < p

    # --- scalars
    def number(self):
        k = self.r.random()
        if k < 0.45:
            return self.r.randint(-5, 20)
        if k < 0.75:
            return Raw(self.r.choice(NUMBERS))
        if k < 0.85:
            return self.r.randint(-10 ** 6, 10 ** 6)
        if k < 0.92:
            return Raw("%.*f" % (self.r.randint(1, 6), self.r.uniform(-1000, 1000)))
        if k < 0.96:
            return Raw("%d.%de%d" % (self.r.randint(-9, 9), self.r.randint(0, 999), self.r.randint(-30, 30)))
        return self.r.randint(-2 ** self.r.randint(1, 200), 2 ** self.r.randint(1, 200))

    def int(self):
        return self.r.randint(-3, 12) if self.chance(0.8) else self.number()

    def small(self):
        """For what repeats or shifts: never large."""
        k = self.r.random()
        return self.r.randint(-3, 40) if k < 0.85 else Raw(self.one("1.0", "2.5", "1e1", "-1.5", "64", "100", "0.0", "-0"))

    def string(self):
        k = self.r.random()
        if k < 0.6:
            return self.r.choice(WORDS)
        if k < 0.75:
            return self.r.choice(WORDS) + self.r.choice(WORDS)
        if k < 0.95:
            return "".join(self.r.choice("abcAB01 .,-_/äß日😀") for _ in range(self.r.randint(0, 8)))
        if k < 0.98:
            return Raw('base64.decode("%s")' % self.r.choice(BYTES))
        return "".join(self.r.choice("ab") for _ in range(self.r.randint(0, 60)))

    def word(self):
        return self.one("a", "b", "c", "d", "foo", "bar", "x", "y")

    def scalar(self):
        k = self.r.random()
        if k < 0.4:
            return self.number()
        if k < 0.8:
            return self.string()
        return self.one(True, False, None)

    # --- collections
    def items(self, make, most=4):
        return [make() for _ in range(self.r.randint(0, most))]

    def any(self, depth=3):
        k = self.r.random()
        if depth <= 0 or k < 0.55:
            return self.scalar()
        below = lambda: self.any(depth - 1)
        if k < 0.75:
            return self.items(below)
        if k < 0.85:
            return Set(self.items(below))
        if k < 0.97:
            return self.object(below)
        return Pairs([(below(), below()) for _ in range(self.r.randint(1, 3))])

    def plain(self, depth=3):
        """What JSON has, too."""
        k = self.r.random()
        if depth <= 0 or k < 0.5:
            v = self.scalar()
            return v if not isinstance(v, Raw) or v[0] != "b" else "b"
        below = lambda: self.plain(depth - 1)
        return self.items(below) if k < 0.75 else self.object(below)

    def key(self):
        k = self.r.choice(WORDS) if self.chance(0.3) else self.word()
        return k

    def object(self, make=None, most=4):
        make = make or (lambda: self.any(1))
        return {self.key(): make() for _ in range(self.r.randint(0, most))}

    def array(self, make=None, most=5):
        return self.items(make or (lambda: self.any(1)), most)

    def set(self, make=None, most=5):
        return Set(self.items(make or (lambda: self.any(1)), most))

    def array_or_set(self, make=None, most=5):
        return self.array(make, most) if self.chance(0.5) else self.set(make, most)

    def mutate(self, s):
        """A string with a few characters changed."""
        if not isinstance(s, str) or isinstance(s, Raw):
            return s
        for _ in range(self.one(1, 1, 1, 2, 3)):
            at = self.r.randint(0, len(s))
            k = self.r.random()
            if k < 0.35:
                s = s[:at] + s[at + 1:]
            elif k < 0.75:
                s = s[:at] + self.r.choice("aA0 1.-_:/,;=%\"'\\{}[]()<>*?!@#$&|+^~\n\tä日") + s[at:]
            elif k < 0.9:
                other = self.r.randint(0, len(s))
                s = s[:at] + s[other:other + 5] + s[at:]
            else:
                s = s[:at]
        return s
