# SPDX-License-Identifier: BSD-2-Clause
"""Make a case that differs small: leave out what it differs without."""
import json
import re

MOST = 150  # questions for one case


class Shrinker:
    def __init__(self, case, answers, differs):
        self.case, self.answers, self.differs, self.left = case, answers, differs, MOST
        self.sign = kind(*answers)

    def attempt(self, case):
        """Whether it still differs, in the same way; then it is the new case."""
        if self.left <= 0 or case == self.case:
            return False
        self.left -= 1
        answers = self.differs(case)
        if not answers or kind(*answers) != self.sign:
            return False
        self.case, self.answers = case, answers
        return True

    def keys(self):
        for key in ("input", "data", "strict", "strict_errors", "v0", "fmt"):
            if key in self.case:
                self.attempt({k: v for k, v in self.case.items() if k != key})

    def modules(self):
        for i in reversed(range(len(self.case.get("modules", [])))):
            rest = self.case["modules"][:i] + self.case["modules"][i + 1:]
            self.attempt({**self.case, "modules": rest})

    def pieces(self, get, put, split, join):
        """Leave out runs of pieces, halves first."""
        parts = split(get(self.case))
        size = max(1, len(parts) // 2)
        while size and self.left > 0:
            at = 0
            while at < len(parts):
                rest = parts[:at] + parts[at + size:]
                if rest and self.attempt(put(self.case, join(rest))):
                    parts = rest
                else:
                    at += size
            size //= 2

    def texts(self):
        places = [(lambda c: c.get("query", ""), lambda c, t: {**c, "query": t}, r"; ")]
        for i in range(len(self.case.get("modules", []))):
            def put(c, t, i=i):
                return {**c, "modules": c["modules"][:i] + [t] + c["modules"][i + 1:]}
            places.append((lambda c, i=i: c["modules"][i], put, r"\n\n"))
            places.append((lambda c, i=i: c["modules"][i], put, r"\n"))
        for get, put, by in places:
            sep = by.replace("\\n", "\n")
            self.pieces(get, put, lambda t: t.split(sep), sep.join)
        for get, put, by in places[1:]:
            self.pieces(get, put, lambda t: re.findall(r"\w+|\s+|.", t, re.S), "".join)
            break

    def document(self, key):
        if key not in self.case:
            return
        value = json.loads(self.case[key])
        for smaller in without(value):
            try:
                self.attempt({**self.case, key: json.dumps(smaller)})
            except ValueError:
                pass


def without(v):
    """The value with one member less, all ways; the top first."""
    if isinstance(v, dict):
        for k in v:
            yield {x: y for x, y in v.items() if x != k}
        for k in v:
            for s in without(v[k]):
                yield {**v, k: s}
    if isinstance(v, list):
        for i in range(len(v)):
            yield v[:i] + v[i + 1:]
        for i, x in enumerate(v):
            for s in without(x):
                yield v[:i] + [s] + v[i + 1:]


def kind(opa, ours):
    """How two answers differ, roughly: errors by code and text without names, or results."""
    def of(text):
        try:
            a = json.loads(text)
        except ValueError:
            return "no JSON", []
        errors = a.get("errors") or []
        texts = {e.get("code", "") + re.sub(r"[0-9]+|\"[^\"]*\"|__local\w*", "#", e["message"])[:60] for e in errors}
        return ("crash" if "crash" in a else "errors" if errors else "result" if "result" in a else
                "fmt" if "fmt" in a else "none", sorted(texts))
    return of(opa), of(ours)


def signature(case, opa, ours):
    call = re.search(r"[a-z][\w.]*\(", case.get("query", "") + " ".join(case.get("modules", [])))
    return case["family"], call and call.group(0), json.dumps(kind(opa, ours))


def shrink(case, answers, differs):
    s = Shrinker(case, answers, differs)
    s.keys()
    s.modules()
    s.texts()
    s.document("input")
    s.document("data")
    s.keys()
    return s.case, *s.answers
