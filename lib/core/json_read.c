// SPDX-License-Identifier: BSD-2-Clause
/* Reading the index of a JSON text. */
#include "core/json_read.h"

#include <string.h>

#include "core/json_doc.h"
#include "core/json_number.h"
#include "core/utf8.h"

static const struct ss_json_val absent;

static inline const struct ss_json_node *node_of(struct ss_json_val v)
{
	return &v.doc->nodes[v.node];
}

static inline const char *start_of(struct ss_json_val v)
{
	return v.doc->text + ss_json_node_start(node_of(v));
}

struct ss_json_val ss_json_root(const struct ss_json_doc *doc)
{
	return doc->parsed ? (struct ss_json_val){ doc, 1 } : absent;
}

enum ss_json_type ss_json_type(struct ss_json_val v)
{
	return v.node ? (enum ss_json_type)ss_json_node_type(node_of(v)) : SS_JSON_NULL;
}

/* The member at or, past its key, after a place among a container's members. */
static inline struct ss_json_val member(const struct ss_json_doc *doc, uint32_t node, bool keyed)
{
	if (ss_json_node_type(&doc->nodes[node]) == SS_JSON_END)
		return absent;
	return (struct ss_json_val){ doc, node + keyed };
}

static inline bool is_container(const struct ss_json_node *n)
{
	unsigned int type = ss_json_node_type(n);

	return type == SS_JSON_OBJECT || type == SS_JSON_ARRAY;
}

/* The number behind a value.  A branch, not a choice: the processor guesses it and runs ahead. */
static inline uint32_t after(const struct ss_json_doc *doc, uint32_t node)
{
	const struct ss_json_node *n = &doc->nodes[node];

	if (__builtin_expect(is_container(n), 0))
		return n->len + 1;
	return node + 1;
}

struct ss_json_val ss_json_first(struct ss_json_val container)
{
	enum ss_json_type type = ss_json_type(container);

	if (type != SS_JSON_OBJECT && type != SS_JSON_ARRAY)
		return absent;
	return member(container.doc, container.node + 1, type == SS_JSON_OBJECT);
}

struct ss_json_val ss_json_next(struct ss_json_val child)
{
	/* Number 1 is the root, and what has a keyed node behind it is that one's key. */
	if (child.node <= 1 || child.doc->nodes[child.node + 1].head & SS_JSON_KEYED)
		return absent;
	return member(child.doc, after(child.doc, child.node),
		      node_of(child)->head & SS_JSON_KEYED);
}

struct ss_json_val ss_json_key(struct ss_json_val child)
{
	if (!child.node || !(node_of(child)->head & SS_JSON_KEYED))
		return absent;
	return (struct ss_json_val){ child.doc, child.node - 1 };
}

static unsigned int hex4(const char *s)
{
	unsigned int v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 4 | (s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
	return v;
}

static inline bool is_surrogate(unsigned int code, unsigned int first)
{
	return code >= first && code < first + 0x400;
}

/* The code point of a checked escape; *s moves past it, and past the second half of a pair. */
static uint32_t take_escape(const char **s)
{
	static const char letters[] = "b\bf\fn\nr\rt\t";
	const char *p = *s, *letter;
	unsigned int code, low;

	*s += 2;
	if (p[1] != 'u') {
		letter = strchr(letters, p[1]);
		return (unsigned char)(letter ? letter[1] : p[1]);
	}
	*s += 4;
	code = hex4(p + 2);
	/* Within the text: a checked string goes on at least to its last quote. */
	if (is_surrogate(code, 0xd800) && p[6] == '\\' && p[7] == 'u') {
		low = hex4(p + 8);
		if (is_surrogate(low, 0xdc00)) {
			*s += 6;
			return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	return is_surrogate(code & ~0x400u, 0xd800) ? 0xfffd : code;
}

/* A checked string's text without its quotes, one byte or code point at a time, into OUT. */
static size_t decode(const char *s, const char *end, char *out)
{
	char *start = out;

	while (s < end)
		if (*s == '\\')
			out += ss_utf8_put(out, take_escape(&s));
		else
			*out++ = *s++;
	return out - start;
}

static bool same_decoded(const char *s, const char *end, const char *key, size_t len)
{
	while (s < end) {
		char bytes[4] = { *s };
		size_t n = 1;

		if (*s == '\\')
			n = ss_utf8_put(bytes, take_escape(&s));
		else
			s++;
		if (n > len || memcmp(key, bytes, n) != 0)
			return false;
		key += n;
		len -= n;
	}
	return !len;
}

/* memcmp() of names, which are short: two loads of each that may overlap. */
static inline bool same_bytes(const char *s, const char *key, size_t len)
{
	uint64_t a, b, c, d;
	uint32_t e, f, g, h;

	if (len > 16)
		return !memcmp(s, key, len);
	if (len >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, key, 8);
		memcpy(&c, s + len - 8, 8);
		memcpy(&d, key + len - 8, 8);
		return !((a ^ b) | (c ^ d));
	}
	if (len >= 4) {
		memcpy(&e, s, 4);
		memcpy(&f, key, 4);
		memcpy(&g, s + len - 4, 4);
		memcpy(&h, key + len - 4, 4);
		return !((e ^ f) | (g ^ h));
	}
	return !len || (s[0] == key[0] && s[len / 2] == key[len / 2] && s[len - 1] == key[len - 1]);
}

struct ss_json_val ss_json_get(struct ss_json_val object, const char *key, size_t len)
{
	/* A place among members is a key without escapes, unless one of these is set. */
	const uint32_t odd = SS_JSON_ESCAPED | (SS_JSON_END & ~SS_JSON_STRING)
						       << SS_JSON_TYPE_SHIFT;
	const struct ss_json_doc *doc = object.doc;

	if (ss_json_type(object) != SS_JSON_OBJECT)
		return absent;
	for (uint32_t at = object.node + 1;; at = after(doc, at + 1)) {
		const struct ss_json_node *n = &doc->nodes[at];
		const char *s = doc->text + ss_json_node_start(n) + 1;
		bool same = false;

		if (__builtin_expect(n->head & odd, 0)) {
			if (ss_json_node_type(n) == SS_JSON_END)
				return absent;
			same = same_decoded(s, s + n->len - 2, key, len);
		} else if (n->len == len + 2) {
			same = same_bytes(s, key, len);
		}
		if (same)
			return (struct ss_json_val){ doc, at + 1 };
	}
}

struct ss_json_val ss_json_path(struct ss_json_val root, const char *path)
{
	const char *end = path;

	for (; root.node; path = ++end) {
		while (*end && *end != '.')
			end++;
		root = ss_json_get(root, path, end - path);
		if (!*end)
			break;
	}
	return root;
}

void ss_json_text(struct ss_json_val v, const char **text, size_t *len)
{
	const struct ss_json_node *n;

	*text = "";
	*len = 0;
	if (!v.node)
		return;
	n = node_of(v);
	*text = start_of(v);
	*len = n->len;
	if (is_container(n))
		*len = ss_json_node_start(&v.doc->nodes[n->len]) + 1 - ss_json_node_start(n);
}

bool ss_json_get_str(struct ss_json_val v, char *buf, const char **s, size_t *len)
{
	const char *inside;

	if (ss_json_type(v) != SS_JSON_STRING)
		return false;
	inside = start_of(v) + 1;
	*s = inside;
	*len = node_of(v)->len - 2;
	if (node_of(v)->head & SS_JSON_ESCAPED) {
		*len = decode(inside, inside + *len, buf);
		*s = buf;
	}
	return true;
}

bool ss_json_get_u64(struct ss_json_val v, uint64_t *out)
{
	return ss_json_type(v) == SS_JSON_NUMBER &&
	       ss_json_number_u64(start_of(v), node_of(v)->len, out);
}

bool ss_json_get_i64(struct ss_json_val v, int64_t *out)
{
	return ss_json_type(v) == SS_JSON_NUMBER &&
	       ss_json_number_i64(start_of(v), node_of(v)->len, out);
}

bool ss_json_get_double(struct ss_json_val v, double *out)
{
	return ss_json_type(v) == SS_JSON_NUMBER &&
	       ss_json_number_double(start_of(v), node_of(v)->len, out);
}

bool ss_json_get_bool(struct ss_json_val v, bool *out)
{
	if (ss_json_type(v) != SS_JSON_BOOL)
		return false;
	*out = *start_of(v) == 't';
	return true;
}
