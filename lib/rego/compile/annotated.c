/* SPDX-License-Identifier: BSD-2-Clause */
/* Annotations of all modules, by what they are for. */
#include "rego/compile/annotated.h"

#include <stdlib.h>

static const struct rego_string *path_key(struct rego_pass *p, struct rego_val path)
{
	ss_strbuf_clear(&p->text);
	rego_json_write(&p->text, path);
	return rego_intern(p->names, p->text.data ? p->text.data : "", p->text.len);
}

static void redeclared(struct rego_pass *p, const struct rego_annotations *a,
		       const struct rego_annotations *first)
{
	rego_pass_error(p, REGO_TYPE_ERROR, &a->loc, "%s annotation redeclared: %s:%u", a->scope,
			first->loc.source ? first->loc.source->name : "", first->loc.row);
}

static void add_to(struct rego_pass *p, struct rego_vars *keys,
		   const struct rego_annotations **list, const struct rego_string *key,
		   const struct rego_annotations *a)
{
	const struct rego_var_entry *e = rego_vars_find(keys, key);

	if (e) {
		redeclared(p, a, list[e - keys->items]);
		return;
	}
	rego_vars_add(keys, key);
	list[keys->count - 1] = a;
}

static void add(struct rego_pass *p, struct rego_annotation_set *set,
		const struct rego_annotations *a)
{
	bool package = a->annotates == REGO_ANNOTATES_PACKAGE;
	const struct rego_string *key;

	if (!package && a->annotates != REGO_ANNOTATES_RULE)
		return;
	key = path_key(p, rego_annotations_path(p->arena, a));
	if (package && !strcmp(a->scope, "package"))
		add_to(p, &set->packages, set->of_package, key, a);
	else if (!strcmp(a->scope, package ? "subpackages" : "document"))
		add_to(p, &set->paths, set->at_path, key, a);
}

void rego_find_annotations(struct rego_pass *p)
{
	struct rego_annotation_set *set = rego_new(p->arena, struct rego_annotation_set);
	const struct rego_unit *u = p->unit;
	uint32_t count = 1;

	p->annotated = set;
	rego_vars_init(&set->paths, p->arena, NULL);
	rego_vars_init(&set->packages, p->arena, NULL);
	for (uint32_t i = 0; i < u->module_count; i++)
		count += u->modules[i]->annotation_count;
	set->at_path = rego_new_array(p->arena, const struct rego_annotations *, count);
	set->of_package = rego_new_array(p->arena, const struct rego_annotations *, count);
	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->annotation_count; k++)
			add(p, set, u->modules[i]->annotations[k]);
}

static int by_distance(const void *x, const void *y)
{
	const struct rego_annotations *const *a = x, *const *b = y;

	return -rego_loc_compare(&(*a)->loc, &(*b)->loc);
}

struct rego_annotation_list rego_rule_annotations(struct rego_pass *p, const struct rego_rule *r,
						  bool sorted)
{
	const struct rego_module *m = r->module;
	struct rego_annotation_list list = { 0 };

	if (!m->annotation_count)
		return list;
	list.items = rego_new_array(p->arena, const struct rego_annotations *, m->annotation_count);
	for (uint32_t i = 0; i < m->annotation_count; i++) {
		const struct rego_annotations *a = m->annotations[i];

		if (a->annotates == REGO_ANNOTATES_RULE && a->rule == r &&
		    !strcmp(a->scope, "rule"))
			list.items[list.count++] = a;
	}
	if (sorted && list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), by_distance);
	return list;
}

static const struct rego_annotations *look_up(const struct rego_vars *keys,
					      const struct rego_annotations *const *list,
					      const struct rego_string *key)
{
	const struct rego_var_entry *e = rego_vars_find(keys, key);

	return e ? list[e - keys->items] : NULL;
}

const struct rego_annotations *rego_document_annotations(struct rego_pass *p,
							 const struct rego_rule *r)
{
	if (!p->annotated->paths.count)
		return NULL;
	return look_up(&p->annotated->paths, p->annotated->at_path,
		       path_key(p, rego_rule_path(p->arena, r)));
}

const struct rego_annotations *rego_package_annotations(struct rego_pass *p,
							const struct rego_module *m)
{
	if (!p->annotated->packages.count)
		return NULL;
	return look_up(&p->annotated->packages, p->annotated->of_package,
		       path_key(p, rego_package_path(p->arena, m)));
}

struct rego_annotation_list rego_subpackage_annotations(struct rego_pass *p,
							const struct rego_module *m)
{
	struct rego_annotation_list list = { 0 };
	struct rego_val path;
	uint32_t count;

	if (!p->annotated->paths.count)
		return list;
	path = rego_package_path(p->arena, m);
	count = (uint32_t)rego_len(path);
	list.items = rego_new_array(p->arena, const struct rego_annotations *, count + 1);
	for (uint32_t i = 1; i <= count; i++) {
		struct rego_val part = rego_array(p->arena, path.array->items, i);
		const struct rego_annotations *a =
			look_up(&p->annotated->paths, p->annotated->at_path, path_key(p, part));

		if (a)
			list.items[list.count++] = a;
	}
	return list;
}
