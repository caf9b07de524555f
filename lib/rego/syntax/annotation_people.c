/* SPDX-License-Identifier: BSD-2-Clause */
/* Authors and related resources of an annotation, and hints at what may be wrong with its YAML. */
#include "core/strbuf.h"
#include "rego/builtin/gourl.h"
#include "rego/syntax/annotation_parts.h"
#include "rego/value/string.h"

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

/* The next word from s on; its length 0 at the end. */
static const char *next_word(const char *s, const char *end, size_t *len)
{
	const char *from;
	uint32_t c;
	size_t n = 0;

	for (; s < end; s += n) {
		n = rego_rune(s, (size_t)(end - s), &c);
		if (!is_space(c))
			break;
	}
	for (from = s; s < end; s += n) {
		n = rego_rune(s, (size_t)(end - s), &c);
		if (is_space(c))
			break;
	}
	*len = (size_t)(s - from);
	return from;
}

/* Without white space around it. */
static const char *trimmed(struct rego_arena *a, const struct rego_yaml *y)
{
	const char *s, *end, *first = NULL, *last = NULL, *word;
	size_t len;

	if (!y || y->kind != REGO_YAML_STRING)
		return "";
	s = rego_text(y->value);
	end = s + rego_len(y->value);
	for (word = next_word(s, end, &len); len; word = next_word(word + len, end, &len)) {
		first = first ? first : word;
		last = word + len;
	}
	return first ? rego_strndup(a, first, (size_t)(last - first)) : "";
}

/* "First Last <mail>": the mail is the last word, in brackets. */
static bool author_text(struct rego_arena *a, struct rego_val v,
			struct rego_author_annotation *author, const char **error)
{
	const char *s = rego_text(v), *end = s + rego_len(v), *word, *last = NULL;
	char *name = rego_alloc(a, rego_len(v) + 1);
	size_t len, last_len = 0, at = 0, without = 0;

	for (word = next_word(s, end, &len); len; word = next_word(word + len, end, &len)) {
		without = at;
		if (at)
			name[at++] = ' ';
		memcpy(name + at, word, len);
		at += len;
		last = word;
		last_len = len;
	}
	if (!last) {
		*error = "author is an empty string";
		return false;
	}
	author->email = "";
	if (last_len >= 2 && last[0] == '<' && last[last_len - 1] == '>') {
		author->email = rego_strndup(a, last + 1, last_len - 2);
		at = without;
	}
	name[at] = '\0';
	author->name = name;
	return true;
}

static bool read_author(struct rego_arena *a, const struct rego_yaml *y,
			struct rego_author_annotation *author, const char **error)
{
	if (!rego_string_keys(a, y, "", error))
		return false;
	if (y->kind == REGO_YAML_STRING)
		return author_text(a, y->value, author, error);
	if (y->kind != REGO_YAML_MAP && y->kind != REGO_YAML_ANY_MAP) {
		*error = "invalid value type, must be string or map";
		return false;
	}
	author->name = trimmed(a, rego_yaml_get(y, "name"));
	author->email = trimmed(a, rego_yaml_get(y, "email"));
	if (*author->name || *author->email)
		return true;
	*error = "'name' and/or 'email' values required in object";
	return false;
}

static bool read_resource(struct rego_arena *a, const struct rego_yaml *y,
			  struct rego_resource_annotation *r, const char **error)
{
	const struct rego_url *url;
	const char *ref;

	if (!rego_string_keys(a, y, "", error))
		return false;
	r->description = "";
	if (y->kind == REGO_YAML_STRING) {
		ref = rego_text(y->value);
		*error = "ref URL may not be empty string";
	} else if (y->kind == REGO_YAML_MAP || y->kind == REGO_YAML_ANY_MAP) {
		r->description = trimmed(a, rego_yaml_get(y, "description"));
		ref = trimmed(a, rego_yaml_get(y, "ref"));
		*error = "'ref' value required in object";
	} else {
		*error = "invalid value type, must be string or map";
		return false;
	}
	if (!*ref)
		return false;
	url = rego_url_parse(a, ref, strlen(ref), error);
	r->ref = url ? rego_url_text(a, url) : NULL;
	return url;
}

static const char *about(struct rego_arena *a, const char *what, const struct rego_yaml *y,
			 const char *error)
{
	struct ss_strbuf *b = rego_new_buffer(a);
	const char *s;

	rego_yaml_print(b, y);
	s = rego_printf(a, "invalid %s definition %s: %s", what, b->len ? b->data : "", error);
	ss_strbuf_fini(b);
	return s;
}

bool rego_read_resources(struct rego_parser *p, const struct rego_yaml *list,
			 struct rego_annotations *x, const char **error)
{
	x->resources = rego_zalloc(p->arena, list->count * sizeof(*x->resources));
	for (uint32_t i = 0; i < list->count; i++) {
		if (read_resource(p->arena, list->items[i], &x->resources[i], error))
			continue;
		*error = about(p->arena, "related-resource", list->items[i], *error);
		return false;
	}
	x->resource_count = list->count;
	return true;
}

bool rego_read_authors(struct rego_parser *p, const struct rego_yaml *list,
		       struct rego_annotations *x, const char **error)
{
	x->authors = rego_zalloc(p->arena, list->count * sizeof(*x->authors));
	for (uint32_t i = 0; i < list->count; i++) {
		if (read_author(p->arena, list->items[i], &x->authors[i], error))
			continue;
		*error = about(p->arena, "author", list->items[i], *error);
		return false;
	}
	x->author_count = list->count;
	return true;
}

/* A rune in single quotes, as %+q prints it. */
static void quote_rune(struct ss_strbuf *out, uint32_t c)
{
	static const char plain[] = "abtnvfr";
	static const uint32_t codes[] = { '\a', '\b', '\t', '\n', '\v', '\f', '\r' };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (c == codes[i]) {
			ss_strbuf_printf(out, "'\\%c'", plain[i]);
			return;
		}
	}
	if (c == '\'' || c == '\\')
		ss_strbuf_printf(out, "'\\%c'", (int)c);
	else if (c >= 0x20 && c < 0x7f)
		ss_strbuf_printf(out, "'%c'", (int)c);
	else if (c < 0x80)
		ss_strbuf_printf(out, "'\\x%02x'", c);
	else
		ss_strbuf_printf(out, c < 0x10000 ? "'\\u%04x'" : "'\\U%08x'", c);
}

/* What follows the colons of one line, up to the first that is followed by white space. */
static void colons(struct ss_strbuf *out, const struct rego_comment *c)
{
	const char *end = c->text + c->len, *at = memchr(c->text, ':', c->len);

	for (; at; at = memchr(at + 1, ':', (size_t)(end - at - 1))) {
		uint32_t rune = 0xfffd;

		if (at + 1 == end)
			break;
		if (at[1] != ':')
			rego_rune(at + 1, (size_t)(end - at - 1), &rune);
		if (rune == ' ' || rune == '\t')
			break;
		if (out->len)
			ss_strbuf_char(out, ' ');
		quote_rune(out, rune);
	}
}

const char *rego_yaml_hints(struct rego_arena *a, const char *error, const struct rego_comment *c,
			    uint32_t n)
{
	struct ss_strbuf *all = rego_new_buffer(a);
	struct ss_strbuf *runes = rego_new_buffer(a);
	char *s;

	ss_strbuf_str(all, error);
	for (uint32_t i = 0; i < n; i++) {
		ss_strbuf_clear(runes);
		colons(runes, &c[i]);
		if (!runes->len)
			continue;
		ss_strbuf_printf(all,
				 "\n  Hint: on line %u, symbol(s) [%s] immediately following a "
				 "key/value separator ':' is not a legal yaml space character",
				 c[i].loc.row, runes->data);
	}
	s = rego_strndup(a, all->len ? all->data : "", all->len);
	ss_strbuf_fini(all);
	ss_strbuf_fini(runes);
	return s;
}
