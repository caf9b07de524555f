/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules that cannot stand beside each other, beside data, or beside packages. */
#include <stdlib.h>

#include "rego/compile/pass.h"

struct refs {
	struct rego_term **items;
	uint32_t count, room;
};

static bool has_prefix(const struct rego_term *ref, const struct rego_term *prefix)
{
	if (prefix->list.count > ref->list.count)
		return false;
	for (uint32_t i = 0; i < prefix->list.count; i++)
		if (rego_compare_terms(ref->list.items[i], prefix->list.items[i]))
			return false;
	return true;
}

/* Only the shortest of refs that begin alike are kept. */
static void add_prefix(struct rego_pass *p, struct refs *list, struct rego_term *ref)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < list->count; i++)
		if (has_prefix(ref, list->items[i]))
			return;
	for (uint32_t i = 0; i < list->count; i++)
		if (!has_prefix(list->items[i], ref))
			list->items[kept++] = list->items[i];
	list->count = kept;
	if (list->count == list->room) {
		uint32_t room = list->room ? list->room * 2 : 8;
		struct rego_term **more = rego_new_array(p->arena, struct rego_term *, room);

		if (list->count)
			memcpy(more, list->items, list->count * sizeof(*more));
		list->items = more;
		list->room = room;
	}
	list->items[list->count++] = ref;
}

static int by_ref(const void *x, const void *y)
{
	return rego_compare_terms(*(struct rego_term *const *)x, *(struct rego_term *const *)y);
}

#define MOST_LISTED 1000 /* refs named in one message */

/* Refs of rules below the node; functions only when asked. */
static void flatten(struct rego_pass *p, const struct rego_rule_node *top, bool functions,
		    struct refs *out)
{
	const struct rego_rule_node *n = top;
	uint32_t listed = 0;

	for (uint32_t i = 0; i < p->unit->node_count; i++) {
		for (n = p->unit->nodes[i]; n && n != top;)
			n = n->parent;
		if (!n || p->unit->nodes[i] == top)
			continue;
		n = p->unit->nodes[i];
		for (uint32_t k = 0; k < n->rule_count; k++) {
			if (functions && !n->rules[k]->head->arg_count)
				continue;
			if (listed++ < MOST_LISTED)
				add_prefix(p, out, rego_rule_ref(p->arena, n->rules[k]));
		}
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_ref);
}

static const char *list_text(struct rego_pass *p, const struct refs *list)
{
	ss_strbuf_clear(&p->text);
	ss_strbuf_char(&p->text, '[');
	for (uint32_t i = 0; i < list->count; i++) {
		if (i)
			ss_strbuf_char(&p->text, ' ');
		rego_print_term(&p->text, list->items[i]);
	}
	ss_strbuf_char(&p->text, ']');
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

static void find_conflicts(struct rego_pass *p, const struct rego_rule_node *n, struct refs *out)
{
	bool ground = false;

	if (!n->child_count)
		return;
	for (uint32_t i = 0; i < n->rule_count; i++)
		ground = ground || rego_ref_is_ground(n->rules[i]->head->ref);
	if (ground)
		flatten(p, n, false, out);
	if (!out->count && !n->ground)
		flatten(p, n, true, out);
}

static const char *place(struct rego_pass *p, const struct rego_loc *loc)
{
	if (!loc->source)
		return "";
	return rego_printf(p->arena, "%s:%u", loc->source->name, loc->row);
}

static void report_defaults(struct rego_pass *p, const struct rego_rule_node *n, const char *name)
{
	const struct rego_rule *first = NULL;
	char *places = NULL;

	for (uint32_t i = 0; i < n->rule_count; i++) {
		const struct rego_rule *r = n->rules[i];

		if (!r->is_default)
			continue;
		if (!first)
			first = r;
		places = places ? rego_printf(p->arena, "%s, %s", places, place(p, &r->loc))
				: rego_printf(p->arena, "%s", place(p, &r->loc));
	}
	rego_pass_error(p, REGO_TYPE_ERROR, &first->module->package_loc,
			"multiple default rules %s found at %s", name, places);
}

static void check_node(struct rego_pass *p, const struct rego_rule_node *n)
{
	uint32_t complete = 0, sets = 0, defaults = 0;
	const struct rego_rule *last = n->rules[n->rule_count - 1];
	bool arities = false;
	struct refs conflicts = { 0 };
	const char *name;

	for (uint32_t i = 0; i < n->rule_count; i++) {
		const struct rego_head *h = n->rules[i]->head;

		complete += h->value && rego_ref_is_ground(h->ref);
		sets += !h->value;
		defaults += n->rules[i]->is_default;
		arities = arities || h->arg_count != n->rules[0]->head->arg_count;
	}
	find_conflicts(p, n, &conflicts);
	name = rego_pass_ref(p, rego_rule_ref(p->arena, last));
	if (conflicts.count)
		rego_pass_error(p, REGO_TYPE_ERROR, &n->rules[0]->loc, "rule %s conflicts with %s",
				name, list_text(p, &conflicts));
	else if ((sets && sets < n->rule_count) || arities ||
		 (complete && complete < n->rule_count))
		rego_pass_error(p, REGO_TYPE_ERROR, &n->rules[0]->loc, "conflicting rules %s found",
				name);
	else if (defaults > 1)
		report_defaults(p, n, name);
}

/* --- beside data --------------------------------------------------------------------------- */
static bool check_data(struct rego_pass *p, const struct rego_rule_node *n)
{
	const struct rego_compile_options *o = p->options;
	struct rego_val *path;
	uint32_t count = 0;
	char *text = NULL;

	for (const struct rego_rule_node *at = n; at->parent; at = at->parent) {
		if (at->key.kind != REGO_STRING)
			return false;
		count++;
	}
	path = rego_new_array(p->arena, struct rego_val, count + 1);
	for (uint32_t i = count; i; i--, n = n->parent)
		path[i - 1] = n->key;
	if (!o->path_exists(o->path_arg, path, count))
		return false;
	for (uint32_t i = 0; i < count; i++)
		text = text ? rego_printf(p->arena, "%s/%s", text, rego_text(path[i]))
			    : rego_printf(p->arena, "%s", rego_text(path[i]));
	rego_pass_error(p, REGO_COMPILE_ERROR, &rego_rule_find(p->unit, path, count)->rules[0]->loc,
			"conflicting rule for data path %s found", text ? text : "");
	return true;
}

/* --- beside packages -------------------------------------------------------------------------- */
static const struct rego_string *ref_text(struct rego_pass *p, const struct rego_term *ref)
{
	ss_strbuf_clear(&p->text);
	rego_print_term(&p->text, ref);
	return rego_intern(p->names, p->text.data ? p->text.data : "", p->text.len);
}

static void check_packages(struct rego_pass *p)
{
	const struct rego_unit *u = p->unit;
	struct rego_vars packages;

	rego_vars_init(&packages, p->arena, NULL);
	for (uint32_t i = 0; i < u->module_count; i++)
		rego_vars_add(&packages, ref_text(p, u->modules[i]->package));
	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++) {
			const struct rego_rule *r = u->modules[i]->rules[k];
			const struct rego_string *text;

			if (!rego_ref_is_ground(r->head->ref))
				continue;
			text = ref_text(p, rego_rule_ref(p->arena, r));
			for (uint32_t j = 0; rego_vars_has(&packages, text) && j < u->module_count;
			     j++)
				if (ref_text(p, u->modules[j]->package) == text)
					rego_pass_error(
						p, REGO_TYPE_ERROR, &u->modules[i]->package_loc,
						"package %s conflicts with rule %s "
						"defined at %s",
						text->text + 5, rego_pass_text(p, r->head->ref),
						place(p, &r->loc));
		}
}

void rego_check_conflicts(struct rego_pass *p)
{
	const struct rego_unit *u = p->unit;
	bool *inside = rego_zalloc(p->arena, u->node_count); /* below a conflict with data */

	for (uint32_t i = 0; i < u->node_count; i++)
		if (u->nodes[i]->rule_count)
			check_node(p, u->nodes[i]);
	for (uint32_t i = 1; p->options->path_exists && i < u->node_count; i++) {
		const struct rego_rule_node *n = u->nodes[i];

		inside[i] = inside[n->parent->id] || (n->rule_count && check_data(p, n));
	}
	check_packages(p);
}
