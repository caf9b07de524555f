# SPDX-License-Identifier: BSD-2-Clause
"""Texts of the languages that built-in functions read: patterns, layouts, addresses, documents."""
import json
import os

from values import Raw, Set, Values

HERE = os.path.dirname(__file__)


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        return json.load(f)


POOL = load("pools.json")
KEYS = load("keys.json")

REGEX = ["a", "b", "c", ".", "[a-c]", "[^a]", "\\d", "\\w", "\\s", "\\b", "\\B", "^", "$", "(a)", "(b|c)", "(?:ab)",
         "(?P<n>a)", "(?<m>b)", "(?i)", "(?s)", "(?m:^a)", "a*", "a+?", "b?", "a{2}", "a{1,3}", "b{0,}", "x{2,1}", "a**",
         "[[:alpha:]]", "\\pL", "\\p{Greek}", "\\P{N}", "\\x41", "\\x{1F600}", "\\Q*\\E", "\\A", "\\z", "\\Z", "\\C", "[]a]",
         "[z-a]", "[a", "(", ")", "*", "+", "{", "}", "|", "\\", "(?", "(?P<", "(?z)", "\\8", "\\1", "日", "é", "-", "/",
         "a|b|", "(|a)*", "(a*)*", "[^\\d\\s]", "[\\w-]", ".*", ".+?", "\\.", "a{1001}", "(?U)a*", "[[:foo:]]", "\\pX"]
GLOB = ["*", "**", "?", "a", "b", "c", ".", "/", ":", "{a,b}", "{a*,b?}", "[abc]", "[!a]", "[a-c]", "[^a]", "foo", "bar", "\\*",
        "\\", "{", "}", "[", "]", ",", "-", "!", "日", "{a,{b,c}}", "{,a}", "[a-]", "", " "]
LAYOUT = ["2006-01-02", "2006-01-02T15:04:05Z07:00", "RFC3339", "RFC3339Nano", "RFC822", "RFC1123Z", "ANSIC", "UnixDate",
          "Kitchen", "Jan 2, 2006 at 3:04pm (MST)", "02/01/06", "15:04:05.000", "15:04:05.999999999", "Mon Jan _2",
          "__2 2006", "002", "Z0700", "-07", "Z070000", "January", "Monday 02 Jan", "PM pm", "3:4:5", ".000000", "2006",
          "06", "1", "01", "04", "2", "15", "", "x", "Mon", "MST", "05,000", "05.00", "RFC850", "RFC822Z", "RFC1123", "RubyDate"]
DATE = ["2020-01-02", "2020-01-02T03:04:05Z", "2020-02-29T23:59:60Z", "2020-02-30T00:00:00Z", "2021-02-29", "1969-12-31T23:59:59.999999999Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1677-09-21T00:12:43Z", "2262-04-11T23:47:16.854775807Z",
        "2262-04-11T23:47:16.854775808Z", "2006-01-02T15:04:05+07:00", "2006-01-02T15:04:05.123-07:30", "Jan 2, 2006 at 3:04pm (PST)",
        "02/01/06", "Mon, 02 Jan 2006 15:04:05 MST", "3:04PM", "12:00AM", "Tue Nov 10 23:00:00 2009", "2020-1-2", "20-01-02", "366 2020"]
ZONE = ["UTC", "", "Local", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Asia/Kathmandu", "EST", "Nope/Zone",
        "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Etc/GMT+12", "europe/berlin", "../etc/passwd", "Europe/Dublin"]
SEMVER = ["1.2.3", "v1.2.3", "1.0.0", "0.0.0", "1.2", "1", "1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-alpha.beta", "1.2.3-1", "1.2.3+b",
          "1.2.3-a+b.c", "01.2.3", "1.2.3-01", "1.2.3-", "1.2.3+", "1.2.3.4", "99999999999999999999.0.0", "1.2.x", "1.2.3-rc.10", "1.2.3-rc.9",
          "a.b.c", "-1.0.0", " 1.2.3", "1.2.3--", "1.2.3-A", "1.2.3-a.B"]
CIDR = ["10.0.0.0/8", "10.0.0.1/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3", "10.1.2.3/32", "192.168.0.0/16", "192.168.1.0/30", "0.0.0.0/0",
        "::/0", "::1", "::1/128", "2001:db8::/32", "2001:db8:1::/48", "2001:db8::/126", "fe80::1%eth0", "::ffff:10.0.0.1", "::ffff:10.0.0.0/104",
        "10.0.0.0/33", "10.0.0/8", "10.0.0.256", "010.0.0.1", "1.2.3.4/", "/8", "10.0.0.0/08", "10.0.0.0/-1", "x", "2001:db8::/129", "1::2::3",
        "10.0.0.0/7", "11.0.0.0/8", "172.16.0.0/28", "255.255.255.255/32", "255.255.255.252/30", "1.2.3.4/31", "ffff::/127", "1:2:3:4:5:6:7:8/125"]
UNITS = ["1", "0", "10k", "10K", "10Ki", "1.5M", "1.5Mi", "1e3", "1e3k", "10m", "10MB", "10mib", "100KiB", "1GB", "1G", "1T", "1TiB", "1P",
         "1E", "1Ei", "1ee", "-1", "-1.5K", "+2", " 1", "1 K", "K", "", "1.2.3", "\"1\"", "1_000", ".5", "5.", "0x10", "1e", "1e-3", "1e400",
         "99999999999999999999Ki", "1kb", "10 MB", "1B", "1b", "10bytes", "1Z", "1Y", "1e3Mi", "0.1Ki", "1m", "1u", "1.0000001G", "NaN", "Inf"]
DURATION = ["1s", "1h30m", "-1.5h", "1ns", "1us", "1µs", "1μs", "100ms", "1d", "", "0", "s", "1", ".5s", "1.s", "2562047h47m16.854775807s",
            "2562047h47m16.854775808s", "9223372036854775808ns", "-9223372036854775808ns", "1h-1m", "+5s", "1 s", "1e3s", "1.0000000001s"]
URI = ["http://a.b/c?d=e#f", "https://u:p@h:80/p%20q?x=1&y=2#z", "mailto:a@b.c", "//h/p", "/p/q", "p", "", "?q", "#f", "http://[::1]:80/", "http://[::1",
       "http://a b/", "http://a/%zz", ":", "a:b", "1a:b", "http://h:port/", "http://h:99999/", "urn:x:y", "http://é.com/é", "http://a/b c", "HTTP://A/B",
       "http://h/p?a=b;c=d", "http://h?x=%41", "file:///etc/passwd", "http://user@/", "http://h/\u0001", "http://[fe80::1%25en0]/", "a/b:c", "./a:b",
       "http:opaque?q#f", "http://h/a//b/../c", "*", "http://h/?", "http://h/#", "http://h:/", "a%2fb", "http://%41/"]
QUERY = ["a=b", "a=b&c=d", "a=1&a=2", "a", "a=", "=b", "&&", "a=b;c=d", "a%20b=c+d", "%zz=1", "a=%", "", "a=b=c", "é=ü", "a=%C3%A9", "a=%FF", "a&b&a=1"]
UUID = ["00000000-0000-0000-0000-000000000000", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "550e8400-e29b-41d4-a716-446655440000",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}", "f81d4fae7dec11d0a76500a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        "f81d4fae-7dec-21d0-a765-00a0c91e6bf6", "f81d4fae-7dec-61d0-a765-00a0c91e6bf6", "018f3b5a-7c00-7000-8000-000000000000", "f81d4fae-7dec-11d0-c765-00a0c91e6bf6",
        "f81d4fae-7dec-11d0-e765-00a0c91e6bf6", "f81d4fae", "", "zzzzzzzz-7dec-11d0-a765-00a0c91e6bf6", "00000001-0001-2000-8001-00a0c91e6bf6"]
JSON = ["{}", "[]", "1", "\"a\"", "null", "true", "[1,2,{\"a\":[null]}]", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\"}", "{a:1}", "'a'", "01", "1.", ".5", "1e5", "-", "-0",
        "1E400", "[1", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\q\"", "\"\u0001\"", "nul", " 1 ", "1 2", "", " ", "{\"\":[]}", "1.50", "100000000000000000000",
        "[[[[]]]]", "{\"b\":1,\"a\":{\"d\":1,\"c\":2}}", "\"<>&\\u2028\"", "tru", "{\"a\":1}x", "[1 2]", "\t[\n]", "\"\\/\"", "1.0e+2", "-1.5e-3"]
YAML = ["a: 1", "- a\n- b", "a: b\nc:\n  - d\n  - e: f", "1", "a", "\"a\\n\"", "'it''s'", "|\n  a\n  b", ">\n  a\n  b\n\n  c", "a: &x 1\nb: *x", "&a [*a]", "<<: {a: 1}\nb: 2", "a: ~",
        "yes", "no", "on", "y", "0o17", "017", "0x1F", "1_000", ".inf", "-.Inf", ".nan", "1e3", "1.0", "2020-01-01", "2020-01-01T00:00:00Z", "!!str 1", "!!binary YQ==", "!x a", "? a\n: b", "[a, b", "{a: b",
        "a: b: c", "\ta: 1", "---\na: 1", "---\na\n---\nb", "# c\na: 1", "a:\n- b\n-  c", "", "~", "a: 1\na: 2", "1: a", "true: b", "[1]: a", "{a: 1}: b", "a: |+\n  x\n\n", "a: |-\n  x\n", "%YAML 1.1\n---\na", "'", "- - a\n  - b",
        "a: 'b\n  c'", "\"\\x41\\u00e9\"", "a:b", "a #b", "- ", "-", "a: -1", "a: +1", "12:30:45", "0b101", "0.1", "1e400", "\"a\nb\"", "é: ü", "*a", "a: !!int \"3\"", "a: !!float 1", "null: 1", "1.5: x", "0: [1, 2,]"]
SPRINTF = ["%d", "%s", "%v", "%q", "%x", "%X", "%f", "%.2f", "%5d", "%-5d|", "%05d", "%+d", "% d", "%#x", "%t", "%T", "%c", "%U", "%e", "%g", "%G", "%o", "%O", "%b", "%p", "%%", "%", "%!", "%z", "%[1]d", "%[2]v", "%[3]v",
           "%[0]d", "%[x]d", "%*d", "%.*f", "%[2]*[1]d", "%6.2f", "%+.3e", "%#v", "%+v", "%08.3f", "%x ", "% x", "%#q", "%+q", "%10s|", "%-10s|", "%.2s", "%.0f", "%#o", "%1000d"[:4], "%w", "%s%s", "%v %v", "a%db", "日%d", "%.1v", "%5t", "%.3x", "%#U", "%.10d", "%+08d", "%-08d|", "%\u65e5"]
GQL = ["{", "}", "(", ")", "name", "dog", "n:", "1", "\"x\"", "...", "on", "Dog", "Cat", "@include(if: true)", "$n", ":", "Int", "!", "[", "]", "query", "fragment F on Dog", "mutation", "=", "|", "&", "type", "enum", "input", "#c\n", ",", "{ name }"]


class Texts(Values):
    def parts(self, table, most=5):
        return "".join(self.r.choice(table) for _ in range(self.r.randint(0, most)))

    def of(self, table, other=0.12):
        k = self.r.random()
        if k < other:
            return self.mutate(self.r.choice(table))
        if k < other + 0.03:
            return self.string()
        return self.r.choice(table)

    def regex(self):
        return self.parts(REGEX, 4) or "a"

    def glob(self):
        return self.parts(GLOB, 6)

    def subject(self):
        return "".join(self.r.choice("aabbccx.:/ 1-日é\n") for _ in range(self.r.randint(0, 10))) if self.chance(0.8) else self.string()

    def digits(self):
        k = self.r.random()
        if k < 0.5:
            return self.of(SEMVER)
        n = lambda: str(self.one(0, 1, 2, 10, 9, 11))
        return ".".join([n(), n(), n()]) + self.one("", "", "-a", "-1", "-a.1", "-rc.2", "+x")

    def cidr(self):
        k = self.r.random()
        if k < 0.4:
            return self.of(CIDR)
        if k < 0.8:
            ip = "10.%d.%d.%d" % (self.one(0, 1), self.one(0, 1, 128), self.r.randint(0, 255))
            return ip if self.chance(0.2) else "%s/%d" % (ip, self.r.randint(20, 32))
        return "2001:db8::%x/%d" % (self.r.randint(0, 65535), self.r.randint(112, 128))

    def ns(self):
        k = self.r.random()
        if k < 0.6:
            return self.r.randint(-2 ** 61, 2 ** 62)
        if k < 0.8:
            return self.r.randint(1500000000, 1800000000) * 10 ** 9
        return self.number()

    def moment(self):
        k = self.r.random()
        if k < 0.4:
            return self.ns()
        if k < 0.95:
            return [self.ns(), self.of(ZONE, 0.05)]
        return [self.ns(), self.string(), self.one(1, "a")][:self.r.randint(0, 3)]

    def moment_layout(self):
        if self.chance(0.4):
            return self.moment()
        return [self.ns(), self.of(ZONE, 0.03), self.parts(LAYOUT, 3) if self.chance(0.4) else self.of(LAYOUT)]

    def layout(self):
        return self.of(LAYOUT)

    def date_for(self):
        return self.of(DATE, 0.2)

    def sprintf(self):
        return self.parts(SPRINTF, 3) if self.chance(0.9) else self.string()

    def json_text(self):
        return self.of(JSON, 0.25) if self.chance(0.7) else json.dumps(self.plain_safe())

    def plain_safe(self, depth=2):
        v = self.plain(depth)
        try:
            json.dumps(v)
            return v
        except TypeError:
            return 1

    def yaml_text(self):
        k = self.r.random()
        if k < 0.6:
            return self.of(YAML, 0.3)
        if k < 0.8:
            return "\n".join(self.r.choice(YAML) for _ in range(self.r.randint(1, 3)))
        return "k:\n  " + self.r.choice(YAML).replace("\n", "\n  ")

    def b64(self):
        return self.of(["YQ==", "YWI=", "YWJj", "YQ", "_-8", "/+8=", "gICA", "", "=", "Y", "YQ=", "YQ===", "Y Q==", "Y\nQ==", "YQ==YQ==", "w6k="], 0.3)

    def hex(self):
        return self.of(["61", "", "6", "ff", "FF", "c3a9", "6g", "616263", " 61", "e697a5"], 0.3)

    # --- documents
    def path(self):
        steps = ["a", "b", "c", "0", "1", "-", "~0", "~1", "a/b", "", "x", "-1", "01"]
        k = self.r.random()
        if k < 0.7:
            return self.one("", "/", "/", "/") + "/".join(self.r.choice(steps) for _ in range(self.r.randint(0, 3)))
        return [self.one(self.r.choice(steps), self.number()) for _ in range(self.r.randint(0, 3))]

    def document(self, depth=3):
        if depth <= 0 or self.chance(0.3):
            return self.one(1, 2, "a", "b", None, True, [], {}, 1.5, "x/y")
        if self.chance(0.35):
            return [self.document(depth - 1) for _ in range(self.r.randint(0, 3))]
        if self.chance(0.08):
            return Set([self.document(0) for _ in range(self.r.randint(0, 3))])
        return {self.one("a", "b", "c", "a", "b", "x", "0", "1", "a/b", "~", ""): self.document(depth - 1) for _ in range(self.r.randint(0, 3))}

    def patch(self):
        one = {"op": self.one("add", "remove", "replace", "move", "copy", "test", "add", "replace", "foo"), "path": self.path()}
        if self.chance(0.8):
            one["value"] = self.document(2)
        if one["op"] in ("move", "copy") or self.chance(0.1):
            one["from"] = self.path()
        if self.chance(0.05):
            one.pop(self.one(*one))
        if self.chance(0.03):
            one[self.one(*one) if one else "op"] = self.any(1)
        return one

    def schema(self, depth=0):
        if depth > 3:
            return self.one({}, {"type": "string"}, True)
        if depth and self.chance(0.08):
            return self.one(True, False)
        sub = lambda: self.schema(depth + 1)
        named = lambda make: {self.one("a", "b", "c"): make() for _ in range(self.r.randint(0, 3))}
        count = lambda: self.one(0, 1, 2, 3, Raw("1.0"), -1)
        bound = lambda: self.one(0, 1, 2, 1.5, -1, True)
        words = {
            "type": lambda: self.one("string", "number", "integer", "object", "array", "null", "boolean", ["string", "null"], ["integer", "array"]),
            "minimum": bound, "maximum": bound, "exclusiveMinimum": bound, "exclusiveMaximum": bound,
            "multipleOf": lambda: self.one(2, 0.5, 3, 0.1, 0), "minLength": count, "maxLength": count, "minItems": count, "maxItems": count,
            "minProperties": count, "maxProperties": count, "pattern": lambda: self.one("^a", "b$", "[0-9]", "("),
            "items": lambda: sub() if self.chance(0.6) else [sub(), sub()], "additionalItems": sub, "contains": sub, "additionalProperties": sub,
            "propertyNames": sub, "not": sub, "if": sub, "then": sub, "else": sub, "properties": lambda: named(sub), "definitions": lambda: named(sub),
            "patternProperties": lambda: {self.one("^a", "b", "c$"): sub()}, "required": lambda: [self.one("a", "b", "c")],
            "dependencies": lambda: named(lambda: sub() if self.chance(0.5) else ["a", "b"]), "enum": lambda: self.items(self.plain_safe, 3),
            "const": self.plain_safe, "default": self.plain_safe, "allOf": lambda: self.items(sub, 3), "anyOf": lambda: self.items(sub, 3), "oneOf": lambda: self.items(sub, 3),
            "format": lambda: self.one("date", "email", "ipv4", "ipv6", "uri", "date-time", "regex", "hostname", "uuid", "time", "uri-reference", "json-pointer", "nope"),
            "$ref": lambda: self.one("#/definitions/a", "#/definitions/b", "#/properties/a", "#/nope"), "uniqueItems": lambda: self.chance(0.7), "title": lambda: "t",
        }
        o = {}
        for _ in range(self.r.randint(0, 3)):
            k = self.one(*words)
            o[k] = words[k]() if self.chance(0.96) else self.plain_safe(1)
        return o

    def schema_any(self):
        s = self.schema()
        return json.dumps(s, default=float) if self.chance(0.2) else s

    # --- GraphQL and templates
    def gql_query(self):
        k = self.r.random()
        if k < 0.4:
            return self.r.choice(POOL["graphql_queries"])
        if k < 0.75:
            return self.mutate(self.r.choice(POOL["graphql_queries"]))
        if k < 0.9:
            return " ".join(self.r.choice(GQL) for _ in range(self.r.randint(1, 10)))
        return self.r.choice(POOL["graphql_broken"])

    def gql_schema(self):
        k = self.r.random()
        if k < 0.6:
            return POOL["graphql_schema"]
        if k < 0.8:
            return self.r.choice(POOL["graphql_schemas"])
        return self.mutate(self.r.choice(POOL["graphql_schemas"]) + "\n" + self.r.choice(POOL["graphql_schemas"] + [""]))

    def template(self):
        k = self.r.random()
        if k < 0.3:
            return self.r.choice(POOL["templates"])
        if k < 0.6:
            return self.mutate(self.r.choice(POOL["templates"]))
        return "".join(self.r.choice(POOL["template_parts"]) for _ in range(self.r.randint(1, 10)))

    def template_values(self):
        return POOL["template_data"] if self.chance(0.85) else self.object(lambda: self.plain_safe(2))

    # --- tokens, keys, certificates
    def pem(self, *ends):
        k = self.r.random()
        names = [n for n in KEYS if n.endswith(ends)] if ends and k < 0.85 else list(KEYS)
        text = KEYS[self.r.choice(names)]
        if self.chance(0.15):
            text += KEYS[self.r.choice(names)]
        return self.mutate(text) if self.chance(0.1) else text

    def certificates(self):
        k = self.r.random()
        if k < 0.5:
            return KEYS["ca.crt"] + KEYS["int.crt"] + KEYS["leaf.crt"]
        return "".join(KEYS[self.one("ca.crt", "int.crt", "leaf.crt", "old.crt", "empty.crt")] for _ in range(self.r.randint(1, 3))) if k < 0.85 else self.pem(".crt")

    def time_claim(self):
        return self.one(1800000000, 1600000000, 1700000000, 1764000000, 1600000000.5, "x", 0, -1)

    def claims(self):
        c = {"iss": self.one("me", "x"), "aud": self.one("a", ["a", "b"], [], 1), "exp": self.time_claim(), "nbf": self.time_claim(), "x": self.plain_safe(1)}
        return {k: v for k, v in c.items() if self.chance(0.4)}

    def constraints(self):
        c = {"secret": self.one("secret", "secret", "x"), "alg": self.one("HS256", "RS256", "none"), "iss": self.one("me", "x", 1), "aud": self.one("a", "b", "c"),
             "time": self.one(1700000000000000000, 1900000000000000000, 1, -1, "a", 1.5)}
        out = {k: v for k, v in c.items() if self.chance(0.25)}
        if self.chance(0.8):
            out["secret"] = c["secret"]
        if self.chance(0.15):
            out["cert"] = self.pem(".pub.pem", ".crt")
        if self.chance(0.03):
            out["foo"] = 1
        return out

    def token(self):
        """An expression that signs, or a text like a token."""
        k = self.r.random()
        if k < 0.75:
            head = {"alg": self.one("HS256", "HS256", "HS384", "HS512"), "typ": self.one("JWT", "JWT", "x")}
            if self.chance(0.1):
                head["crit"] = ["x"]
            if self.chance(0.1):
                head["kid"] = self.one("k", 1)
            key = {"kty": "oct", "k": "c2VjcmV0"}
            from values import rego
            made = "io.jwt.encode_sign(%s, %s, %s)" % (rego(head), rego(self.claims()), rego(key))
            return Raw(made if self.chance(0.9) else 'concat("", [%s, "x"])' % made)
        return self.of(["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "e30.e30.", "e30.e30.!!", "!!.e30.x", "e30.!!.aa", "e30.e30.a", "e30=.e30.aa",
                        "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.eyJ4IjoxfQ.AAAA", "bnVsbA.e30.aa", "W10.W10.aa"], 0.3)
