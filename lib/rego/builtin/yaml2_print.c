// SPDX-License-Identifier: BSD-2-Clause
/* What Go prints of a node of YAML (%#v), in errors about keys. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/yaml2.h"
#include "rego/value/number.h"

struct printer {
	struct rego_call *c;
	const char **error;
};

static void put_float(struct rego_text *t, double f)
{
	char text[REGO_DOUBLE_TEXT];

	if (isfinite(f))
		rego_put(t, text, rego_double_text(f, text));
	else
		rego_puts(t, isnan(f) ? "NaN" : f < 0 ? "-Inf" : "+Inf");
}

static void put_node(struct printer *p, struct rego_text *t, const struct rego_yaml2 *n);

struct pair {
	struct rego_yaml2_value key;
	const struct rego_yaml2 *name, *value;
	size_t at; /* its place in the text */
};

/* Keys of several types: in the order their types have in OPA's program. */
static int type_order(enum rego_yaml2_type t)
{
	static const int order[] = {
		[REGO_YAML2_NULL] = 0, [REGO_YAML2_STRING] = 1, [REGO_YAML2_UINT] = 2,
		[REGO_YAML2_INT] = 3,  [REGO_YAML2_FLOAT] = 4,	[REGO_YAML2_BOOL] = 5,
	};

	return order[t];
}

static int compare_keys(const struct rego_yaml2_value *a, const struct rego_yaml2_value *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int c;

	if (a->type != b->type)
		return type_order(a->type) - type_order(b->type);
	switch (a->type) {
	case REGO_YAML2_BOOL: return a->b - b->b;
	case REGO_YAML2_INT: return (a->i > b->i) - (a->i < b->i);
	case REGO_YAML2_UINT: return (a->u > b->u) - (a->u < b->u);
	case REGO_YAML2_FLOAT: return (a->f > b->f) - (a->f < b->f);
	case REGO_YAML2_STRING:
		c = memcmp(a->text, b->text, len);
		return c ? c : (a->len > b->len) - (a->len < b->len);
	default: return 0;
	}
}

static int compare_pairs(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	int c = compare_keys(&a->key, &b->key);

	return c ? c : (a->at > b->at) - (a->at < b->at);
}

/* In the order of keys; of equal ones the last counts. */
static void put_map(struct printer *p, struct rego_text *t, const struct rego_yaml2 *n)
{
	struct pair *all = rego_new_array(p->c->arena, struct pair, n->count / 2);
	size_t count = n->count / 2;
	const char *before = "";

	for (size_t i = 0; i < count; i++) {
		const struct rego_yaml2 *key = n->items[2 * i];

		if (key->kind == REGO_YAML2_ALIAS)
			key = key->alias;
		all[i] = (struct pair){ .name = key, .value = n->items[2 * i + 1], .at = i };
		if (!rego_yaml2_resolve(p->c, key, &all[i].key, p->error))
			return;
	}
	qsort(all, count, sizeof(*all), compare_pairs);
	rego_puts(t, "map[interface {}]interface {}{");
	for (size_t i = 0; i < count; i++) {
		if (i + 1 < count && !compare_keys(&all[i].key, &all[i + 1].key))
			continue;
		rego_puts(t, before);
		put_node(p, t, all[i].name);
		rego_putc(t, ':');
		put_node(p, t, all[i].value);
		before = ", ";
	}
	rego_putc(t, '}');
}

static void put_list(struct printer *p, struct rego_text *t, const struct rego_yaml2 *n)
{
	rego_puts(t, "[]interface {}{");
	for (size_t i = 0; i < n->count; i++) {
		if (i)
			rego_puts(t, ", ");
		put_node(p, t, n->items[i]);
	}
	rego_putc(t, '}');
}

static void put_node(struct printer *p, struct rego_text *t, const struct rego_yaml2 *n)
{
	struct rego_yaml2_value v;

	if (n->kind == REGO_YAML2_ALIAS)
		n = n->alias;
	if (n->kind == REGO_YAML2_MAP) {
		put_map(p, t, n);
		return;
	}
	if (n->kind == REGO_YAML2_LIST) {
		put_list(p, t, n);
		return;
	}
	if (!rego_yaml2_resolve(p->c, n, &v, p->error))
		return;
	switch (v.type) {
	case REGO_YAML2_NULL: rego_puts(t, "interface {}(nil)"); break;
	case REGO_YAML2_BOOL: rego_puts(t, v.b ? "true" : "false"); break;
	case REGO_YAML2_INT: rego_putf(t, "%lld", (long long)v.i); break;
	case REGO_YAML2_UINT: rego_putf(t, "0x%llx", (unsigned long long)v.u); break;
	case REGO_YAML2_FLOAT: put_float(t, v.f); break;
	default: rego_put_quoted(t, v.text, v.len); break;
	}
}

void rego_yaml2_print(struct rego_call *c, struct rego_text *t, const struct rego_yaml2 *n,
		      const char **error)
{
	struct printer p = { c, error };

	put_node(&p, t, n);
}
