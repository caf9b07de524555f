/* SPDX-License-Identifier: BSD-2-Clause */
/* What an annotation stands over: the next statement; and the annotations of each rule. */
#include <stdlib.h>

#include "rego/syntax/annotations.h"
#include "rego/syntax/parse_module.h"

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* The first statement below row; rows of statements rise. */
static const struct rego_statement *below(const struct rego_list *statements, uint32_t row)
{
	uint32_t low = 0, high = statements->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct rego_statement *s = statements->items[middle];

		if (s->loc.row > row)
			high = middle;
		else
			low = middle + 1;
	}
	return low < statements->count ? statements->items[low] : NULL;
}

static const char *usual_scope(const struct rego_annotations *x)
{
	switch (x->annotates) {
	case REGO_ANNOTATES_RULE: return x->entrypoint ? "document" : "rule";
	case REGO_ANNOTATES_PACKAGE: return "package";
	case REGO_ANNOTATES_IMPORT: return "import";
	case REGO_ANNOTATES_NOTHING: break;
	}
	return "";
}

static void check_scope(const struct rego_annotations *x, struct rego_errors *e)
{
	static const char *const have[] = { "", " (have package)", " (have import)",
					    " (have rule)" };
	bool rule = is(x->scope, "rule") || is(x->scope, "document");
	bool package = is(x->scope, "package") || is(x->scope, "subpackages");

	if (!rule && !package)
		rego_error(e, "rego_parse_error", x->loc,
			   "invalid annotation scope '%s'. Use one of 'rule', 'document', "
			   "'package', or 'subpackages'",
			   x->scope);
	else if (x->annotates != (rule ? REGO_ANNOTATES_RULE : REGO_ANNOTATES_PACKAGE))
		rego_error(e, "rego_parse_error", x->loc,
			   "annotation scope '%s' must be applied to %s%s", x->scope,
			   rule ? "rule" : "package", have[x->annotates]);
	if (x->entrypoint && !is(x->scope, "document") && !is(x->scope, "package"))
		rego_error(e, "rego_parse_error", x->loc,
			   "annotation entrypoint applied to non-document or package scope '%s'",
			   x->scope);
}

static void attach(struct rego_annotations *x, const struct rego_module *m,
		   const struct rego_list *statements, struct rego_errors *e)
{
	const struct rego_statement *s = below(statements, x->loc.row);

	x->module = m;
	if (s && s->kind == REGO_STATEMENT_PACKAGE) {
		x->annotates = REGO_ANNOTATES_PACKAGE;
	} else if (s && s->kind == REGO_STATEMENT_IMPORT) {
		x->annotates = REGO_ANNOTATES_IMPORT;
	} else if (s) {
		x->annotates = REGO_ANNOTATES_RULE;
		x->rule = s->what;
	}
	if (!*x->scope)
		x->scope = usual_scope(x);
	check_scope(x, e);
}

static struct rego_val term_value(struct rego_arena *a, const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VALUE)
		return t->value;
	return rego_cstring(a, rego_text_of_term(a, t));
}

struct rego_val rego_package_path(struct rego_arena *a, const struct rego_module *m)
{
	struct rego_builder b = { .arena = a };

	rego_add(&b, rego_cstring(a, "data"));
	for (uint32_t i = 1; i < m->package->list.count; i++)
		rego_add(&b, m->package->list.items[i]->value);
	return rego_build_array(&b);
}

struct rego_val rego_rule_path(struct rego_arena *a, const struct rego_rule *r)
{
	const struct rego_term *ref = r->head->ref, *package = r->module->package;
	struct rego_builder b = { .arena = a };

	rego_add(&b, rego_cstring(a, "data"));
	for (uint32_t i = 1; i < package->list.count; i++)
		rego_add(&b, package->list.items[i]->value);
	rego_add(&b, rego_string(a, ref->list.items[0]->var->text, ref->list.items[0]->var->len));
	for (uint32_t i = 1; i < ref->list.count && rego_term_is_ground(ref->list.items[i]); i++)
		rego_add(&b, term_value(a, ref->list.items[i]));
	return rego_build_array(&b);
}

struct rego_val rego_annotations_path(struct rego_arena *a, const struct rego_annotations *x)
{
	if (x->annotates == REGO_ANNOTATES_PACKAGE)
		return rego_package_path(a, x->module);
	if (x->annotates == REGO_ANNOTATES_RULE)
		return rego_rule_path(a, x->rule);
	return rego_undefined();
}

/* The annotations of one document times its rules; beyond that they are not given to rules, which
 * only shows when rules are printed. */
#define MOST_LOOKS 1000000

/* An annotation and the rule it stands over, by the path they are for. */
struct by_path {
	struct rego_val path;
	uint32_t at;
	struct rego_annotations *annotations; /* NULL: a rule */
	struct rego_rule *rule;
};

static int compare_paths(const void *a, const void *b)
{
	const struct by_path *x = a, *y = b;
	int c = rego_compare(x->path, y->path);

	if (c)
		return c;
	if (!x->annotations != !y->annotations)
		return x->annotations ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Of one path: annotations, then rules.  A rule takes the document scopes, and of its own scope
 * those above it; the nearest of these is then gone for the rules below. */
static void share(struct rego_arena *a, struct by_path *all, uint32_t annotations, uint32_t count)
{
	uint32_t most = annotations ? MOST_LOOKS / annotations : 0;
	struct rego_list mine;

	if (count - annotations > most)
		count = annotations + most;
	for (uint32_t i = annotations; i < count; i++) {
		struct rego_rule *r = all[i].rule;
		uint32_t nearest = UINT32_MAX;

		mine = (struct rego_list){ 0 };
		for (uint32_t j = 0; j < annotations; j++) {
			struct rego_annotations *x = all[j].annotations;

			if (!x)
				continue;
			if (is(x->scope, "document")) {
				rego_list_add(a, &mine, x);
			} else if (is(x->scope, "rule") && r->loc.row > x->loc.row) {
				rego_list_add(a, &mine, x);
				nearest = j;
			}
		}
		if (nearest != UINT32_MAX)
			all[nearest].annotations = NULL;
		r->annotations = (struct rego_annotations **)(void *)mine.items;
		r->annotation_count = mine.count;
	}
}

static void give_to_rules(struct rego_arena *a, struct rego_module *m)
{
	uint32_t n = 0, most = m->annotation_count + m->rule_count;
	struct by_path *all = rego_new_array(a, struct by_path, most);

	for (uint32_t i = 0; i < m->annotation_count; i++) {
		struct rego_annotations *x = m->annotations[i];

		if (x->annotates == REGO_ANNOTATES_RULE)
			all[n++] = (struct by_path){ rego_rule_path(a, x->rule), i, x, NULL };
	}
	for (uint32_t i = 0; n && i < m->rule_count; i++)
		all[n++] = (struct by_path){ rego_rule_path(a, m->rules[i]), i, NULL, m->rules[i] };
	qsort(all, n, sizeof(*all), compare_paths);
	for (uint32_t i = 0, j; i < n; i = j) {
		uint32_t annotations = 0;

		for (j = i; j < n && rego_equal(all[j].path, all[i].path); j++)
			annotations += all[j].annotations != NULL;
		share(a, all + i, annotations, j - i);
	}
}

void rego_attach_annotations(struct rego_arena *a, struct rego_module *m,
			     const struct rego_list *statements, const struct rego_list *found,
			     struct rego_errors *e)
{
	uint32_t before = e->count;

	m->annotations = (struct rego_annotations **)(void *)found->items;
	m->annotation_count = found->count;
	for (uint32_t i = 0; i < found->count; i++)
		attach(found->items[i], m, statements, e);
	if (e->count == before && found->count)
		give_to_rules(a, m);
}
