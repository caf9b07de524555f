/* SPDX-License-Identifier: BSD-2-Clause */
/* # METADATA blocks: found among the comments, read as YAML. */
#include "rego/syntax/annotations.h"

#include "core/strbuf.h"
#include "rego/syntax/annotation_parts.h"
#include "rego/syntax/parse_module.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_metadata(const struct rego_comment *c)
{
	size_t i = 0;

	if (c->loc.col != 1)
		return false;
	while (i < c->len && is_space(c->text[i]))
		i++;
	return c->len - i >= 8 && !memcmp(c->text + i, "METADATA", 8);
}

/* Whether the block goes on with c. */
static bool goes_on(const struct rego_comment *c, const struct rego_comment *before)
{
	return c->loc.col == 1 && c->loc.row == before->loc.row + 1 && !is_metadata(c);
}

static char *block_text(struct rego_arena *a, const struct rego_comment *c, uint32_t n, size_t *len)
{
	size_t size = 0, at = 0;
	char *s;

	for (uint32_t i = 0; i < n; i++)
		size += c[i].len + 1;
	s = rego_alloc(a, size + 1);
	for (uint32_t i = 0; i < n; i++) {
		size_t skip = c[i].len && c[i].text[0] == ' ';

		if (c[i].len)
			memcpy(s + at, c[i].text + skip, c[i].len - skip);
		at += c[i].len - skip;
		s[at++] = '\n';
	}
	s[at] = '\0';
	*len = at;
	return s;
}

static bool is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!is_space(s[i]))
			return false;
	}
	return true;
}

/* One field of the block; a mismatch is an error of d. */
static void read_field(struct rego_decoder *d, const char *name, struct rego_node *n,
		       struct rego_raw_annotation *raw)
{
	if (!strcmp(name, "scope"))
		rego_decode_string(d, n, &raw->scope);
	else if (!strcmp(name, "title"))
		rego_decode_string(d, n, &raw->title);
	else if (!strcmp(name, "entrypoint"))
		rego_decode_bool(d, n, &raw->entrypoint);
	else if (!strcmp(name, "description"))
		rego_decode_string(d, n, &raw->description);
	else if (!strcmp(name, "organizations"))
		raw->organizations = rego_decode_strings(d, n);
	else if (!strcmp(name, "related_resources"))
		raw->resources = rego_decode_list(d, n);
	else if (!strcmp(name, "authors"))
		raw->authors = rego_decode_list(d, n);
	else if (!strcmp(name, "schemas"))
		raw->schemas = rego_decode_maps(d, n);
	else if (!strcmp(name, "compile"))
		raw->compile = rego_decode_map(d, n);
	else if (!strcmp(name, "custom"))
		raw->custom = rego_decode_map(d, n);
	else if (!strcmp(name, "labels"))
		raw->labels = rego_decode_map(d, n);
}

static const char *read_yaml(struct rego_parser *p, const char *text, size_t len,
			     struct rego_raw_annotation *raw)
{
	struct rego_decoder d = { .arena = p->arena };
	struct rego_node *root = rego_yaml_parse(&d, text, len), **items;
	uint32_t n;

	if (root && rego_decode_struct(&d, root, "ast.rawAnnotation", &items, &n)) {
		for (uint32_t i = 0; i < n && !d.failed; i += 2)
			read_field(&d, items[i]->text, items[i + 1], raw);
	}
	return rego_decode_failure(&d);
}

/* The line a YAML error names, 0 when none. */
static bool error_line(const char *error, uint32_t *line)
{
	static const char type[] = " unmarshal errors:\n ";
	uint32_t n = 0;

	error += 5; /* yaml: */
	if (!strncmp(error, type, sizeof(type) - 1))
		error += sizeof(type) - 1;
	if (strncmp(error, " line ", 6) || error[6] < '0' || error[6] > '9')
		return false;
	for (error += 6; *error >= '0' && *error <= '9'; error++)
		n = n < 1000000000 ? n * 10 + (uint32_t)(*error - '0') : n;
	*line = n;
	return *error == ':';
}

/* One block of n comments after the first; NULL with an error. */
static struct rego_annotations *read_block(struct rego_parser *p, const struct rego_comment *first,
					   uint32_t n)
{
	const struct rego_comment *c = first + 1;
	struct rego_raw_annotation raw = { 0 };
	struct rego_annotations *x;
	struct rego_loc loc = first->loc;
	const char *error;
	uint32_t line;
	size_t len;
	char *text = block_text(p->arena, c, n, &len);

	if (is_blank(text, len)) {
		rego_parser_error(p, loc, "expected METADATA block, found whitespace");
		return NULL;
	}
	error = read_yaml(p, text, len, &raw);
	if (error) {
		if (!error_line(error, &line))
			loc = c->loc;
		else
			loc = c[line < n ? line : n - 1].loc;
		rego_parser_error(p, loc, "%s", rego_yaml_hints(p->arena, error, c, n));
		return NULL;
	}
	x = rego_fill_annotations(p, &raw, &error);
	if (!x) {
		rego_parser_error(p, loc, "%s", error);
		return NULL;
	}
	x->loc = loc;
	x->end_row = n ? c[n - 1].loc.row : loc.row;
	return x;
}

void rego_read_annotations(struct rego_parser *p, const struct rego_comment *c, uint32_t n,
			   struct rego_list *found)
{
	for (uint32_t i = 0; i < n;) {
		struct rego_annotations *x;
		uint32_t first = i++;

		if (!is_metadata(&c[first]))
			continue;
		while (i < n && goes_on(&c[i], &c[i - 1]))
			i++;
		x = read_block(p, &c[first], i - first - 1);
		if (x)
			rego_list_add(p->arena, found, x);
	}
}
