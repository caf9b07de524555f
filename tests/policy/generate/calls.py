# SPDX-License-Identifier: BSD-2-Clause
"""Cases that call one built-in function with random arguments.

ARGUMENTS says what each argument usually is (a method of Texts, or several with |); now and then
it is something else.  What answers by chance or by the time of day is not here: rand.intn,
uuid.rfc4122, time.now_ns, http.send, net.lookup_ip_addr, opa.runtime."""
from texts import KEYS, Texts
from values import NotJson, Raw, rego, to_json

FAMILIES = {
    "numbers": "abs number; ceil number; floor number; round number; div number number; minus number|set number|set; mul number number; "
               "plus number number; rem int int; numbers.range small small; numbers.range_step small small small; format_int number base; to_number string|scalar; "
               "bits.and int int; bits.or int int; bits.xor int int; bits.negate int; bits.lsh int small; bits.rsh int small; "
               "max array_or_set|numbers; min array_or_set|numbers; sum numbers; product numbers; count any; sort array_or_set",
    "compare": "equal any any; neq any any; lt any any; lte any any; gt any any; gte any any; type_name any; is_array any; is_boolean any; "
               "is_null any; is_number any; is_object any; is_set any; is_string any; cast_array any; cast_boolean any; cast_null any; "
               "cast_object any; cast_set any; cast_string any; internal.member_2 any array_or_set|object; internal.member_3 int|word any array_or_set|object; "
               "all booleans; any booleans",
    "collections": "array.concat array array; array.flatten nested; array.reverse array; array.slice array int int; set_diff set set; and set set; or set set; "
                   "union sets; intersection sets; object.filter object words; object.get object word|path_keys any; object.keys object|pairs; "
                   "object.remove object words; object.subset any any; object.union object object; object.union_n objects; "
                   "json.filter document_object paths; json.remove document_object paths; json.patch document patches; walk any; "
                   "graph.reachable graph words; graph.reachable_paths graph words; object.subset near near",
    "strings": "concat string strings; contains string string; endswith string string; startswith string string; indexof subject string|letter; "
               "indexof_n subject letter; lower string; upper string; replace subject letter string; split subject letter; strings.any_prefix_match string|strings string|strings; "
               "strings.any_suffix_match string|strings string|strings; strings.count subject letter; strings.replace_n replacements subject; strings.reverse string; "
               "substring subject small small; trim subject letter|string; trim_left subject letter|string; trim_prefix subject letter; trim_right subject letter|string; trim_space string; "
               "trim_suffix subject letter",
    "sprintf": "sprintf sprintf arguments",
    "encoding": "base64.decode b64; base64.encode string; base64.is_valid b64; base64url.decode b64; base64url.encode string; base64url.encode_no_pad string; "
                "hex.decode hex; hex.encode string; urlquery.decode url_query; urlquery.decode_object url_query; urlquery.encode string; urlquery.encode_object url_object; "
                "json.is_valid json_text; json.unmarshal json_text; json.marshal any; json.marshal_with_options any marshal_options; uri.parse uri; uri.is_valid uri",
    "yaml": "yaml.is_valid yaml_text; yaml.unmarshal yaml_text; yaml.marshal any",
    "patterns": "regex.find_all_string_submatch_n regex subject int; regex.find_n regex subject int; regex.is_valid regex; regex.match regex subject; "
                "regex.replace subject regex replacement; regex.split regex subject; regex.template_match template_pattern subject brace brace2; "
                "regex.globs_match regex regex; glob.match glob delimiters subject; glob.quote_meta glob",
    "net": "net.cidr_contains cidr cidr; net.cidr_contains_matches cidrs cidrs; net.cidr_expand small_cidr; net.cidr_intersects cidr cidr; net.cidr_is_valid cidr; "
           "net.cidr_merge cidr_list; net.cidr_overlap cidr cidr",
    "time": "time.add_date ns small small int; time.clock moment; time.date moment; time.diff moment moment; time.format moment_layout; time.parse_duration_ns duration; "
            "time.parse_ns layout date_for; time.parse_rfc3339_ns date_for; time.weekday moment; time.parse_ns layout formatted",
    "ids": "semver.compare digits digits; semver.is_valid digits; units.parse units; units.parse_bytes units; uuid.parse uuid",
    "crypto": "crypto.md5 string; crypto.sha1 string; crypto.sha256 string; crypto.hmac.md5 string string; crypto.hmac.sha1 string string; crypto.hmac.sha256 string string; "
              "crypto.hmac.sha512 string string; crypto.hmac.equal string string; crypto.parse_private_keys private; crypto.x509.parse_certificate_request request; "
              "crypto.x509.parse_certificates certificates; crypto.x509.parse_and_verify_certificates certificates; "
              "crypto.x509.parse_and_verify_certificates_with_options certificates verify_options; crypto.x509.parse_keypair certificate private; crypto.x509.parse_rsa_private_key private; "
              "providers.aws.sign_req aws_request aws_config ns",
    "jwt": "io.jwt.decode token; io.jwt.decode_verify token constraints; io.jwt.encode_sign jwt_header claims jwk; io.jwt.encode_sign_raw jwt_header_text json_text jwk_text; "
           "io.jwt.verify_hs256 token secret; io.jwt.verify_hs384 token secret; io.jwt.verify_hs512 token secret; "
           "io.jwt.verify_rs256 signed verifier; io.jwt.verify_rs384 signed verifier; io.jwt.verify_rs512 signed verifier; io.jwt.verify_ps256 signed verifier; "
           "io.jwt.verify_ps384 signed verifier; io.jwt.verify_ps512 signed verifier; io.jwt.verify_es256 signed verifier; io.jwt.verify_es384 signed verifier; "
           "io.jwt.verify_es512 signed verifier; io.jwt.verify_eddsa signed verifier",
    "graphql": "graphql.is_valid gql_query gql_schema; graphql.parse gql_query gql_schema; graphql.parse_and_verify gql_query gql_schema; graphql.parse_query gql_query; "
               "graphql.parse_schema gql_schema; graphql.schema_is_valid gql_schema",
    "schema": "json.match_schema document_any schema_any; json.verify_schema schema_any",
    "template": "strings.render_template template template_values",
    "modules": "rego.parse_module file_name module_text",
}
WEIGHTS = {"crypto": 0.5, "jwt": 0.6, "graphql": 0.7, "modules": 0.4, "schema": 0.7, "numbers": 1.5, "strings": 1.5, "sprintf": 1.2,
           "collections": 1.6, "patterns": 1.5, "time": 1.5}
OPERATORS = {"plus": "+", "minus": "-", "mul": "*", "div": "/", "rem": "%", "equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">",
             "gte": ">=", "and": "&", "or": "|", "set_diff": "-"}
V0_ONLY = {"all", "any", "cast_array", "cast_boolean", "cast_null", "cast_object", "cast_set", "cast_string", "re_match", "net.cidr_overlap", "set_diff"}


def table():
    calls = {}
    for family, text in FAMILIES.items():
        for one in text.split(";"):
            name, *args = one.split()
            calls.setdefault(family, []).append((name, [a.split("|") for a in args]))
    return calls


CALLS = table()


class Arguments(Texts):
    def base(self):
        return self.one(2, 8, 10, 16, 3, 0, Raw("10.0"), 2.5)

    def numbers(self):
        return self.array_or_set(self.number)

    def booleans(self):
        return self.array_or_set(lambda: self.one(True, True, False) if self.chance(0.9) else self.scalar())

    def nested(self):
        return self.items(lambda: self.any(3))

    def sets(self):
        from values import Set
        return Set(self.items(lambda: self.set(self.word if self.chance(0.5) else self.int), 3))

    def words(self):
        k = self.r.random()
        return self.array_or_set(self.key) if k < 0.8 else self.object()

    def path_keys(self):
        return [self.one(self.word(), self.r.randint(0, 2)) for _ in range(self.r.randint(0, 3))]

    def pairs(self):
        from values import Pairs
        return Pairs([(self.any(1), self.any(1)) for _ in range(self.r.randint(1, 4))])

    def near(self):
        return self.one([1, 2, 3], [1, 2], [2, 3], {"a": {"b": [1, 2]}}, {"a": {"b": [1]}}, {"a": {}}, self.set(self.int), self.array(self.int), self.document(2))

    def objects(self):
        return self.items(lambda: self.object(lambda: self.any(2)), 4)

    def document_object(self):
        return {self.one("a", "b", "c", "x"): self.document(3) for _ in range(self.r.randint(0, 4))}

    def paths(self):
        return self.array_or_set(self.path, 3)

    def patches(self):
        return self.items(self.patch, 3)

    def graph(self):
        nodes = "abcdefg"
        kind = self.array_or_set if self.chance(0.7) else self.array
        return {n: (None if self.chance(0.05) else kind(lambda: self.r.choice(nodes), 3)) for n in nodes if self.chance(0.8)}

    def strings(self):
        return self.array_or_set(self.string)

    def letter(self):
        return self.one("a", "b", "ab", ".", "/", " ", "", "é", "日", "c", "x", "aa")

    def replacements(self):
        return {self.one("a", "b", "ab", "", "é", "x", "aa"): self.string() for _ in range(self.r.randint(0, 3))}

    def arguments(self):
        return self.items(lambda: self.any(2) if self.chance(0.4) else self.scalar(), 4)

    def url_query(self):
        from texts import QUERY
        return self.of(QUERY, 0.3)

    def url_object(self):
        return {self.key(): self.one(self.string(), self.strings()) for _ in range(self.r.randint(0, 3))}

    def uri(self):
        from texts import URI
        return self.of(URI, 0.3)

    def marshal_options(self):
        o = {"pretty": self.chance(0.6), "indent": self.one("  ", "\t", "", "ab"), "prefix": self.one("", ">", "x")}
        return {k: v for k, v in o.items() if self.chance(0.8)}

    def replacement(self):
        return self.one("", "x", "$1", "${1}", "$n", "${n}x", "$$", "$", "$0", "$2a", "${", "\\1") if self.chance(0.8) else self.string()

    def template_pattern(self):
        return self.one("urn:foo:{.*}", "a{b+}c", "{", "}", "{{}}", "x{[a-c]+}y{.}", "{a", "<.*>a", "a.b{\\d}")

    def brace(self):
        return self.one("{", "{", "{", "<", "", "ab", "é")

    def brace2(self):
        return self.one("}", "}", "}", ">", "{")

    def delimiters(self):
        return self.one(None, [], ["."], ["/"], [".", "/"], [":"], ["ab"], [""], ["日"])

    def small_cidr(self):
        return self.one("10.0.0.0/28", "10.1.2.3/32", "2001:db8::/124", "1.2.3.4/30", "x", "10.0.0.7/29", "::1") if self.chance(0.9) else "10.0.0.%d/%d" % (self.r.randint(0, 255), self.r.randint(24, 33))

    def cidrs(self):
        k = self.r.random()
        if k < 0.3:
            return self.cidr()
        one = lambda: self.cidr() if self.chance(0.7) else [self.cidr(), self.scalar()][:self.r.randint(1, 2)]
        return self.array_or_set(one, 4) if k < 0.8 else {self.word(): one() for _ in range(self.r.randint(0, 3))}

    def cidr_list(self):
        return self.array_or_set(self.cidr, 6)

    def duration(self):
        from texts import DURATION
        return self.of(DURATION, 0.3)

    def formatted(self):
        from texts import LAYOUT
        return Raw("time.format(%s)" % rego([self.ns(), "UTC", self.r.choice(LAYOUT)]))

    def units(self):
        from texts import UNITS
        return self.of(UNITS, 0.25)

    def uuid(self):
        from texts import UUID
        return self.of(UUID, 0.25)

    # --- keys and tokens
    def private(self):
        return self.pem("rsa.pem", "rsa8.pem", "ec256.pem", "ec384.pem", "ec521.pem", "ed.pem", "ecsec1.pem", "rsaenc.pem", "x25519.pem")

    def request(self):
        return self.pem(".csr")

    def certificate(self):
        return self.pem(".crt")

    def verify_options(self):
        o = {"DNSName": self.one("leaf.example.com", "x.example.com", "example.com", "10.0.0.1", "nope"), "CurrentTime": self.one(1764000000000000000, 0, 1600000000000000000),
             "MaxConstraintComparisons": self.one(0, 1, 100), "KeyUsages": self.one(["KeyUsageServerAuth"], ["KeyUsageAny"], ["KeyUsageCodeSigning"], ["nope"])}
        return {k: v for k, v in o.items() if self.chance(0.4)}

    def aws_request(self):
        o = {"method": self.one("get", "POST"), "url": self.one("https://a.b/c d?x=1&y=%20", "http://ex.com:99/%2Fx/é", "//h/p", "x:y", "%zz", ":"),
             "headers": self.one({"User-Agent": "x", "A": "b", "Host": "hh"}, {"x-amz-date": "q"}, {}, 5), "body": self.plain_safe(2), "raw_body": self.one("raw", "", 3)}
        return {k: v for k, v in o.items() if self.chance(0.9 if k in ("method", "url") else 0.4)}

    def aws_config(self):
        o = {"aws_service": self.one("s3", "ec2", "glacier"), "aws_access_key": "AK", "aws_secret_access_key": "sk", "aws_region": "us-east-1"}
        o = {k: v for k, v in o.items() if self.chance(0.97)}
        if self.chance(0.3):
            o["aws_session_token"] = "tok"
        if self.chance(0.3):
            o["disable_payload_signing"] = self.one(True, False, 1)
        return o

    def secret(self):
        return self.one("secret", "secret", "x", "")

    def jwt_header(self):
        h = {"alg": self.one("HS256", "HS384", "HS512", "RS256", "RS384", "EdDSA", "none", "x"), "typ": self.one("JWT", "x"), "kid": "k"}
        return {k: v for k, v in h.items() if self.chance(0.95 if k == "alg" else 0.5)}

    def jwt_header_text(self):
        return to_json(self.jwt_header()) if self.chance(0.7) else self.json_text()

    def private_jwk(self, name):
        return Raw("crypto.x509.parse_rsa_private_key(%s)" % rego(KEYS[name]))

    def jwk(self):
        k = self.r.random()
        if k < 0.5:
            return {"kty": "oct", "k": self.one("c2VjcmV0", "AA", "", "!!")}
        if k < 0.8:
            return self.private_jwk(self.one("rsa.pem", "rsa8.pem", "ed.pem"))
        return self.one({}, {"kty": "x"}, {"kty": "RSA"}, {"kty": "EC", "crv": "P-256"}, {"kty": "oct"}, {"keys": []})

    def jwk_text(self):
        v = self.jwk()
        return Raw("json.marshal(%s)" % v) if isinstance(v, Raw) else to_json(v)

    def signed(self):
        """Signed with a key; ECDSA and PSS differ each time, but not in whether they verify."""
        alg, name = self.one(("RS256", "rsa.pem"), ("RS384", "rsa8.pem"), ("RS512", "rsa.pem"), ("PS256", "rsa.pem"), ("PS384", "rsa8.pem"), ("PS512", "rsa.pem"),
                             ("ES256", "ec256.pem"), ("ES384", "ec384.pem"), ("ES512", "ec521.pem"), ("EdDSA", "ed.pem"), ("ES256", "ec384.pem"))
        if self.chance(0.1):
            return self.token()
        return Raw("io.jwt.encode_sign(%s, %s, %s)" % (rego({"alg": alg, "typ": "JWT"}), rego(self.claims()), self.private_jwk(name)))

    def verifier(self):
        k = self.r.random()
        if k < 0.6:
            return self.pem(".pub.pem")
        if k < 0.7:
            return self.pem(".crt")
        return Raw("json.marshal(%s)" % self.private_jwk(self.one("rsa.pem", "rsa8.pem", "ec256.pem", "ec384.pem", "ed.pem")))

    def document_any(self):
        v = self.plain_safe(3)
        return v if isinstance(v, (dict, str)) else to_json(v)

    def file_name(self):
        return self.one("a.rego", "", "x")

    def module_text(self):
        import programs
        p = programs.Program(self.r)
        return p.module()


def argument(a, kinds):
    if a.chance(0.03):
        return a.any(2)
    return getattr(a, a.r.choice(kinds))()


def written(a, name, args):
    if name in OPERATORS and a.chance(0.7) and len(args) == 2:
        return "%s %s %s" % (args[0], OPERATORS[name], args[1])
    if name == "internal.member_2" and len(args) == 2 and a.chance(0.9):
        return "%s in %s" % tuple(args)
    if name == "internal.member_3" and len(args) == 3 and a.chance(0.9):
        return "%s, %s in %s" % tuple(args)
    return "%s(%s)" % ("minus" if name == "set_diff" else name, ", ".join(args))


def case(r):
    a = Arguments(r)
    families = list(CALLS)
    family = r.choices(families, [WEIGHTS.get(f, 1) for f in families])[0]
    name, kinds = r.choice(CALLS[family])
    values = [argument(a, k) for k in kinds]
    c = {"family": family, "strict_errors": a.chance(0.7)}
    if name in V0_ONLY or a.chance(0.02):
        c["v0"] = True
    if a.chance(0.01):
        values.append(a.any(1)) if a.chance(0.5) or not values else values.pop()
    style = a.r.random()
    if style < 0.3:
        try:
            c["input"] = to_json(values)
            call = written(a, name, ["input[%d]" % i for i in range(len(values))])
        except NotJson:
            style = 1
    if style >= 0.3:
        call = written(a, name, [rego(v) for v in values])
        if name.startswith("internal.member") and " in " in call and style < 0.6:
            call = "(%s)" % call
    k = a.r.random()
    if "encode_sign" in call and 0.7 <= k < 0.8:
        k = 0.6  # a token may be another each time: it is not shown
    if k < 0.55:
        c["query"] = "x := %s; y := sprintf(\"%%v\", [x])" % call
    elif k < 0.7:
        c["query"] = call
    elif k < 0.8 and "input" not in c:
        names = ["v%d" % i for i in range(len(values))]
        bound = "; ".join("%s := %s" % (n, rego(v)) for n, v in zip(names, values))
        c["query"] = "%s; x = %s" % (bound, written(a, name, names)) if names else "x = " + call
    else:
        c["modules"] = ["package t\n\np := x if {\n\tx := %s\n}\n" % call if "v0" not in c else "package t\n\np = x {\n\tx := %s\n}\n" % call]
        c["query"] = "x := data.t.p; y := type_name(x)" if k < 0.9 else "data.t"
    return c
