// SPDX-License-Identifier: BSD-2-Clause
/* As opa deps: base documents are loaded from the outside, virtual ones are what rules say. */
#include "deps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "limits.h"
#include "load.h"
#include "rego/compile/depends.h"
#include "rego/syntax/ast_json.h"
#include "show.h"
#include "tell.h"

enum { PRETTY, JSON };

static struct load_options paths;
static struct limits limits;
static bool v0;
static int format;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &paths.data, "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &paths.bundles, "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &paths.ignore, "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &paths.skip_verify,
	  "take signed bundles unverified" },
	{ "format", 'f', "pretty|json", SS_OPT_CHOICE, &format, "for people or for programs" },
	LOAD_OPTIONS(limits),
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ 0 },
};

const struct ss_cmd deps_command = {
	.name = "ss-policy",
	.verb = "deps",
	.summary = "Print the documents that a query depends on.",
	.operands = "QUERY",
	.options = options,
};

struct deps {
	struct rego_refs base, made;
};

/* --- what is told ------------------------------------------------------------------------- */
static void put_refs(struct ss_strbuf *out, const char *key, const struct rego_refs *list)
{
	if (!list->count)
		return;
	ss_strbuf_printf(out, "%s\"%s\":[", out->len > 1 ? "," : "", key);
	for (uint32_t i = 0; i < list->count; i++) {
		if (i)
			ss_strbuf_char(out, ',');
		rego_terms_json(out, list->items[i]->list.items, list->items[i]->list.count, 0);
	}
	ss_strbuf_char(out, ']');
}

static void put_json(struct ss_strbuf *out, const struct deps *d)
{
	struct ss_strbuf json = { 0 };

	ss_strbuf_char(&json, '{');
	put_refs(&json, "base", &d->base);
	put_refs(&json, "virtual", &d->made);
	ss_strbuf_char(&json, '}');
	show_indent(out, json.data, json.len);
	ss_strbuf_fini(&json);
}

static void put_pretty(struct ss_strbuf *out, struct rego_arena *a, const struct deps *d)
{
	const struct rego_refs *lists[2];
	const char *heads[2], **cells;
	size_t columns = 0, rows = d->base.count > d->made.count ? d->base.count : d->made.count;

	if (d->base.count) {
		heads[columns] = "BASE DOCUMENTS";
		lists[columns++] = &d->base;
	}
	if (d->made.count) {
		heads[columns] = "VIRTUAL DOCUMENTS";
		lists[columns++] = &d->made;
	}
	if (!columns)
		return;
	cells = rego_new_array(a, const char *, rows *columns);
	for (size_t c = 0; c < columns; c++)
		for (size_t r = 0; r < rows; r++)
			cells[r * columns + c] =
				r < lists[c]->count ? rego_text_of_term(a, lists[c]->items[r]) : "";
	show_cells(out, heads, cells, columns, rows);
}

/* --- what is done ------------------------------------------------------------------------- */
static int print(struct rego_arena *a, const struct deps *d)
{
	struct ss_strbuf out = { 0 };
	int err;

	if (format == JSON)
		put_json(&out, d);
	else
		put_pretty(&out, a, d);
	err = ss_strbuf_print(&out);
	ss_strbuf_fini(&out);
	return err;
}

static int analyse(struct rego_arena *a, struct rego_policy *p, struct rego_body *body)
{
	struct deps d = { 0 };

	rego_depends(a, rego_policy_unit(p), body, &d.base, &d.made);
	return print(a, &d);
}

static int load(struct rego_policy *p)
{
	const char *when = " during loading";
	struct loaded loaded = { 0 };
	int err = load_paths(p, &paths, &loaded);

	load_fini(&loaded);
	if (!err) {
		when = "";
		err = rego_policy_compile(p);
	}
	if (err == -EINVAL)
		tell_errors(rego_policy_errors(p), when);
	return err ? SS_EXIT_FAILURE : 0;
}

/* The query as it is: names in it are not looked up in a package. */
static int ask(struct rego_arena *a, struct rego_policy *p, const char *query)
{
	struct rego_source source = { .name = "", .text = query, .len = strlen(query) };
	struct rego_parse_options o = { .version = REGO_V1 };
	struct rego_errors errors;
	struct rego_body *body;
	jmp_buf out;
	int err;

	if (!rego_arena_try(a, &out))
		return ss_error(-ENOMEM, "cannot tell");
	rego_errors_init(&errors, a, 0);
	body = rego_parse_body(a, &source, &o, &errors);
	if (!body) {
		tell_errors(&errors, "");
		return SS_EXIT_FAILURE;
	}
	err = load(p);
	if (err)
		return err;
	/* Once more, with the names of the policy, of which each is there once. */
	o.names = rego_policy_unit(p)->names;
	body = rego_parse_body(a, &source, &o, &errors);
	return analyse(a, p, body);
}

int deps_main(int count, char **operands)
{
	struct rego_options o = { .version = v0 ? REGO_V0 : REGO_V1,
				  .most_errors = MOST_ERRORS,
				  .no_annotations = true,
				  .no_path_check = true };
	struct rego_policy *p;
	struct rego_arena arena;
	int err;

	if (count != 1)
		ss_cli_usage("specify exactly one query");
	limits_policy(&limits, &o);
	p = rego_policy_new(&o);
	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	rego_arena_init(&arena, 0);
	err = ask(&arena, p, operands[0]);
	rego_arena_fini(&arena);
	rego_policy_free(p);
	return err;
}
