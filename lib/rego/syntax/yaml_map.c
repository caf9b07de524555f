/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML's maps: no key twice, merges (<<) that do not change what is there. */
#include "rego/builtin/text.h"
#include "rego/syntax/yaml_decode.h"
#include "rego/value/number.h"

/* Texts seen, to find the same again. */
struct seen {
	const char **keys;
	uint32_t *at;
	uint32_t mask;
};

static void seen_init(struct seen *s, struct rego_arena *a, uint32_t n)
{
	s->mask = 7;
	while (s->mask < n * 2)
		s->mask = s->mask * 2 + 1;
	s->keys = rego_zalloc(a, (s->mask + 1) * sizeof(*s->keys));
	s->at = rego_zalloc(a, (s->mask + 1) * sizeof(*s->at));
}

/* Where the key was first seen, or at when that is now. */
static uint32_t see(struct seen *s, const char *key, uint32_t at)
{
	uint32_t h = 2166136261u;

	for (const char *c = key; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	for (;; h++) {
		uint32_t i = h & s->mask;

		if (!s->keys[i]) {
			s->keys[i] = key;
			s->at[i] = at;
			return at;
		}
		if (!strcmp(s->keys[i], key))
			return s->at[i];
	}
}

/* Go compares each key with all that follow. */
static void report_duplicates(struct rego_decoder *d, const struct rego_node *n)
{
	for (uint32_t i = 0; i < n->count && d->error_count < REGO_YAML_MOST_ERRORS; i += 2) {
		const struct rego_node *x = n->items[i];

		for (uint32_t j = i + 2; j < n->count && d->error_count < REGO_YAML_MOST_ERRORS;
		     j += 2) {
			const struct rego_node *y = n->items[j];

			if (x->kind != y->kind || strcmp(x->text, y->text))
				continue;
			rego_decode_text(
				d, rego_printf(d->arena,
					       "line %u: mapping key %s already defined at line %u",
					       y->line, rego_go_quote(d->arena, y->text, y->len),
					       x->line));
		}
	}
}

static bool has_duplicates(struct rego_decoder *d, const struct rego_node *n)
{
	struct seen s[REGO_NODE_ALIAS + 1];

	for (int k = 0; k <= REGO_NODE_ALIAS; k++)
		seen_init(&s[k], d->arena, n->count);
	for (uint32_t i = 0; i < n->count; i += 2) {
		const struct rego_node *key = n->items[i];

		if (see(&s[key->kind], key->text, i) != i) {
			report_duplicates(d, n);
			return true;
		}
	}
	return false;
}

static bool is_merge(const struct rego_node *n)
{
	return n->kind == REGO_NODE_SCALAR && !strcmp(n->text, "<<") &&
	       (!n->tag || !*n->tag || !strcmp(n->tag, "!") || !strcmp(n->tag, "!!merge"));
}

static bool has_string_keys(const struct rego_node *n)
{
	for (uint32_t i = 0; i < n->count; i += 2) {
		const struct rego_node *k = n->items[i];

		while (k->kind == REGO_NODE_ALIAS && k->target)
			k = k->target;
		if (!k->tag || (strcmp(k->tag, "!!str") && strcmp(k->tag, "!!merge")))
			return false;
	}
	return true;
}

/* A map that is being filled; merges do not change what is there. */
struct filling {
	struct rego_yaml *map;
	uint32_t room;
	struct seen seen;
	uint32_t seen_room;
	const char *type; /* of a struct: only its nodes are wanted */
	struct rego_node **nodes;
};

static const char *key_text(struct rego_decoder *d, const struct rego_yaml *k)
{
	char buf[REGO_NUMBER_TEXT];
	const char *s;
	size_t len;

	if (k->value.kind == REGO_STRING)
		return rego_printf(d->arena, "%d%s", k->kind, rego_text(k->value));
	if (k->value.kind != REGO_NUMBER)
		return rego_printf(d->arena, "%d%d", k->kind, k->value.b);
	s = rego_number_text(k->value, buf, &len);
	return rego_printf(d->arena, "%d%.*s", k->kind, (int)len, s);
}

static void grow(struct rego_decoder *d, struct filling *f)
{
	uint32_t room = f->room ? f->room * 2 : 8;
	struct rego_yaml **items = rego_new_array(d->arena, struct rego_yaml *, room);
	struct rego_node **nodes = rego_new_array(d->arena, struct rego_node *, room);
	struct seen s;

	if (f->room) {
		memcpy(items, f->map->items, f->room * sizeof(*items));
		memcpy(nodes, f->nodes, f->room * sizeof(*nodes));
	}
	seen_init(&s, d->arena, room);
	for (uint32_t i = 0; i < f->map->count; i += 2)
		see(&s, key_text(d, items[i]), i);
	f->map->items = items;
	f->nodes = nodes;
	f->seen = s;
	f->room = room;
}

static bool decode_key(struct rego_decoder *d, struct filling *f, struct rego_node *n,
		       struct rego_yaml **key)
{
	if (f->map->kind == REGO_YAML_ANY_MAP) {
		if (!rego_decode_any(d, n, key))
			return false;
		if ((*key)->kind < REGO_YAML_LIST)
			return true;
		d->failed = "yaml: invalid map key: collections are no keys";
		return false;
	}
	*key = rego_new(d->arena, struct rego_yaml);
	(*key)->kind = REGO_YAML_STRING;
	return rego_decode_string(d, n, &(*key)->value);
}

static void fill_pair(struct rego_decoder *d, struct filling *f, struct rego_node *k,
		      struct rego_node *v, bool merging)
{
	struct rego_yaml *key = NULL, *value = NULL;
	uint32_t at;

	if (!decode_key(d, f, k, &key))
		return;
	if (f->map->count + 2 > f->room)
		grow(d, f);
	at = see(&f->seen, key_text(d, key), f->map->count);
	if (at < f->map->count && merging)
		return;
	if (f->type)
		f->nodes[at + 1] = v;
	else if (!rego_decode_any(d, v, &value))
		return;
	f->map->items[at] = key;
	f->map->items[at + 1] = value;
	if (at == f->map->count)
		f->map->count += 2;
}

static bool fill(struct rego_decoder *d, struct filling *f, struct rego_node *n, bool merging);

static void want_map(struct rego_decoder *d)
{
	d->failed = "yaml: map merge requires map or sequence of maps as the value";
}

static void merge_one(struct rego_decoder *d, struct filling *f, struct rego_node *n)
{
	struct rego_node *real;

	if (n->kind == REGO_NODE_ALIAS ? n->target->kind != REGO_NODE_MAP
				       : n->kind != REGO_NODE_MAP) {
		want_map(d);
		return;
	}
	real = rego_decode_enter(d, n);
	if (real)
		fill(d, f, real, true);
	rego_decode_leave(d, n);
}

static bool fill(struct rego_decoder *d, struct filling *f, struct rego_node *n, bool merging)
{
	struct rego_node *merge = NULL;

	if (has_duplicates(d, n))
		return false;
	for (uint32_t i = 0; i + 1 < n->count && !d->failed; i += 2) {
		if (is_merge(n->items[i]))
			merge = n->items[i + 1];
		else
			fill_pair(d, f, n->items[i], n->items[i + 1], merging);
	}
	if (!merge || d->failed)
		return true;
	if (merge->kind != REGO_NODE_LIST) {
		merge_one(d, f, merge);
		return true;
	}
	for (uint32_t i = 0; i < merge->count && !d->failed; i++)
		merge_one(d, f, merge->items[i]);
	return true;
}

static struct rego_yaml *decode_map(struct rego_decoder *d, struct rego_node *n,
				    enum rego_yaml_kind kind)
{
	struct filling f = { .map = rego_decode_new(d, kind, 0) };

	return fill(d, &f, n, false) ? f.map : NULL;
}

struct rego_yaml *rego_decode_map(struct rego_decoder *d, struct rego_node *n)
{
	struct rego_node *real = rego_decode_enter(d, n);
	struct rego_yaml *y = NULL;

	if (real && !rego_node_is_null(d, real)) {
		if (real->kind == REGO_NODE_MAP)
			y = decode_map(d, real, REGO_YAML_MAP);
		else
			rego_decode_mismatch(d, real, "map[string]interface {}");
	}
	rego_decode_leave(d, n);
	return y;
}

bool rego_decode_struct(struct rego_decoder *d, struct rego_node *n, const char *type,
			struct rego_node ***items, uint32_t *count)
{
	struct filling f = { .map = rego_decode_new(d, REGO_YAML_MAP, 0), .type = type };
	struct rego_node *real = rego_decode_enter(d, n);
	bool fine = false;

	if (real && !rego_node_is_null(d, real)) {
		if (real->kind == REGO_NODE_MAP)
			fine = fill(d, &f, real, false);
		else
			rego_decode_mismatch(d, real, type);
	}
	rego_decode_leave(d, n);
	*count = fine ? f.map->count : 0;
	*items = f.nodes;
	for (uint32_t i = 0; i < *count; i += 2) {
		struct rego_node *key = rego_new(d->arena, struct rego_node);

		key->text = rego_text(f.map->items[i]->value);
		f.nodes[i] = key;
	}
	return fine;
}

struct rego_yaml *rego_decode_any_map(struct rego_decoder *d, struct rego_node *n)
{
	return decode_map(d, n, has_string_keys(n) ? REGO_YAML_MAP : REGO_YAML_ANY_MAP);
}
