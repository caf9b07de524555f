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
	return v.doc->text + node_of(v)->start;
}

struct ss_json_val ss_json_root(const struct ss_json_doc *doc)
{
	return doc->parsed ? (struct ss_json_val){ doc, 1 } : absent;
}

enum ss_json_type ss_json_type(struct ss_json_val v)
{
	return v.node ? (enum ss_json_type)node_of(v)->type : SS_JSON_NULL;
}

/* The member at or, past its key, after a place among a container's members. */
static inline struct ss_json_val member(const struct ss_json_doc *doc, uint32_t node, bool keyed)
{
	if (doc->nodes[node].type == SS_JSON_END)
		return absent;
	return (struct ss_json_val){ doc, node + keyed };
}

static inline uint32_t after(const struct ss_json_doc *doc, uint32_t node)
{
	const struct ss_json_node *n = &doc->nodes[node];

	return (n->type == SS_JSON_OBJECT || n->type == SS_JSON_ARRAY ? n->len : node) + 1;
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
	if (child.node <= 1 || child.doc->nodes[child.node + 1].keyed)
		return absent;
	return member(child.doc, after(child.doc, child.node), node_of(child)->keyed);
}

struct ss_json_val ss_json_key(struct ss_json_val child)
{
	if (!child.node || !node_of(child)->keyed)
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

struct ss_json_val ss_json_get(struct ss_json_val object, const char *key, size_t len)
{
	const struct ss_json_doc *doc = object.doc;

	if (ss_json_type(object) != SS_JSON_OBJECT)
		return absent;
	for (uint32_t at = object.node + 1; doc->nodes[at].type != SS_JSON_END;
	     at = after(doc, at + 1)) {
		const struct ss_json_node *n = &doc->nodes[at];
		const char *s = doc->text + n->start + 1;

		if (__builtin_expect(n->escaped, 0)) {
			if (same_decoded(s, s + n->len - 2, key, len))
				return (struct ss_json_val){ doc, at + 1 };
		} else if (n->len == len + 2 && !memcmp(s, key, len)) {
			return (struct ss_json_val){ doc, at + 1 };
		}
	}
	return absent;
}

struct ss_json_val ss_json_path(struct ss_json_val root, const char *path)
{
	while (root.node) {
		size_t len = strcspn(path, ".");

		root = ss_json_get(root, path, len);
		if (!path[len])
			break;
		path += len + 1;
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
	if (n->type == SS_JSON_OBJECT || n->type == SS_JSON_ARRAY)
		*len = v.doc->nodes[n->len].start + 1 - n->start;
}

bool ss_json_get_str(struct ss_json_val v, char *buf, const char **s, size_t *len)
{
	const char *inside;

	if (ss_json_type(v) != SS_JSON_STRING)
		return false;
	inside = start_of(v) + 1;
	*s = inside;
	*len = node_of(v)->len - 2;
	if (node_of(v)->escaped) {
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
