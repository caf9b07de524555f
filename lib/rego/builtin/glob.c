/* SPDX-License-Identifier: BSD-2-Clause */
/* glob.match and glob.quote_meta. */
#include "rego/builtin/glob.h"

#include <stdlib.h>
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"
#include "rego/builtin/text.h"
#include "rego/value/string.h"

/* What one compiled pattern may take. */
#define MAX_MEMORY (16 << 20)

struct glob { /* in the cache */
	struct rego_arena arena;
	struct rego_match *match;
};

static void free_glob(void *thing)
{
	struct glob *g = thing;

	rego_arena_fini(&g->arena);
	free(g);
}

/* The key: the number of separators, they, and the pattern. */
static bool compile(struct rego_call *c, struct glob *g, const char *key, size_t len,
		    const char **error)
{
	uint32_t count, *separators;
	struct rego_glob_node *tree;
	size_t head;
	char *pattern;

	memcpy(&count, key, sizeof(count));
	head = (1 + (size_t)count) * sizeof(count);
	separators = rego_new_array(&g->arena, uint32_t, (size_t)count + 1);
	memcpy(separators, key + sizeof(count), count * sizeof(count));
	pattern = rego_strndup(&g->arena, key + head, len - head);
	tree = rego_glob_parse(&g->arena, pattern, len - head, error);
	if (!tree) {
		*error = rego_strndup(c->arena, *error, strlen(*error));
		return false;
	}
	g->match = rego_glob_compile(&g->arena, tree, separators, count);
	return true;
}

static void *make_glob(struct rego_call *c, const char *key, size_t len, const char **error)
{
	struct glob *volatile g = calloc(1, sizeof(*g));
	jmp_buf *out = c->arena->out, here;
	enum rego_stop why;
	bool ok;

	if (!g)
		rego_stop(c->arena, REGO_STOP_MEMORY);
	rego_arena_init(&g->arena, MAX_MEMORY);
	/* What stops its arena, or the call's, must free it first. */
	c->arena->out = &here;
	if (rego_arena_try(&g->arena, &here)) {
		ok = compile(c, g, key, len, error);
		c->arena->out = out;
		g->arena.out = NULL;
		if (ok)
			return g;
		free_glob(g);
		return NULL;
	}
	why = g->arena.why ? g->arena.why : c->arena->why;
	c->arena->out = out;
	free_glob(g);
	rego_stop(c->arena, why);
}

static const struct rego_cached globs = { .make = make_glob, .free = free_glob };

/* One rune each; null is none, an empty array is the point. */
static bool put_separators(struct rego_call *c, struct rego_text *key, struct rego_val v)
{
	uint32_t count = v.kind == REGO_ARRAY ? v.array->count : 0, code = '.';
	uint32_t written = v.kind == REGO_ARRAY && !count ? 1 : count;

	if (v.kind != REGO_ARRAY && v.kind != REGO_NULL) {
		rego_operand(c, 2, "one of {array, null}", v);
		return false;
	}
	rego_put(key, &written, sizeof(written));
	if (v.kind == REGO_ARRAY && !count)
		rego_put(key, &code, sizeof(code));
	for (uint32_t i = 0; i < count; i++) {
		struct rego_val item = v.array->items[i];

		if (item.kind != REGO_STRING || item.string->runes != 1) {
			rego_element(c, 2, v, item.kind == REGO_STRING ? "rune" : "string", item);
			return false;
		}
		rego_rune(item.string->text, item.string->len, &code);
		rego_put(key, &code, sizeof(code));
	}
	return true;
}

struct rego_val rego_fn_glob_match(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text key = { .arena = c->arena };
	const char *error;
	struct glob *g;

	if (!rego_want(c, args, 1, REGO_STRING) || !put_separators(c, &key, args[1]) ||
	    !rego_want(c, args, 3, REGO_STRING))
		return rego_undefined();
	rego_put(&key, args[0].string->text, args[0].string->len);
	g = rego_cache_get(c, &globs, key.data, key.len, &error);
	if (!g)
		return rego_fail(c, "%s", error);
	return rego_bool(
		rego_glob_match(c->arena, g->match, args[2].string->text, args[2].string->len));
}

struct rego_val rego_fn_glob_quote_meta(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	const struct rego_string *s = args[0].string;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	for (uint32_t i = 0; i < s->len; i++) {
		if (s->text[i] && strchr("*?\\[]{}", s->text[i]))
			rego_putc(&t, '\\');
		rego_putc(&t, s->text[i]);
	}
	return rego_text_value(&t);
}
