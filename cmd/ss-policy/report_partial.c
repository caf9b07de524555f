// SPDX-License-Identifier: BSD-2-Clause
/* What partial evaluation leaves, as OPA writes it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/pass.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/format.h"
#include "report.h"

void report_partial_json(struct ss_strbuf *out, const struct rego_partial *p)
{
	ss_strbuf_char(out, '{');
	for (uint32_t i = 0; i < p->query_count; i++) {
		ss_strbuf_str(out, i ? "," : "\"queries\":[");
		rego_body_json(out, p->queries[i], 0);
	}
	ss_strbuf_str(out, p->query_count ? "]" : "");
	for (uint32_t i = 0; i < p->support_count; i++) {
		ss_strbuf_str(out, i ? "," : p->query_count ? ",\"modules\":[" : "\"modules\":[");
		rego_module_json(out, p->support[i], 0);
	}
	ss_strbuf_str(out, p->support_count ? "]}" : "}");
}

/* Text of our own, formatted: what the tree prints as is Rego, too. */
static void format(struct ss_strbuf *out, const struct ss_strbuf *text, enum rego_version v)
{
	struct rego_source source = { .name = "", .text = text->data, .len = text->len };
	struct rego_format_options o = { .version = v };
	struct rego_errors errors;
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	rego_errors_init(&errors, &a, 0);
	if (!rego_arena_try(&a, &jmp) || rego_format(&a, &source, &o, out, &errors))
		ss_strbuf_add(out, text->data, text->len);
	rego_arena_fini(&a);
}

/* The body of the only rule of a formatted module, a tab less deep. */
static void put_body(struct ss_strbuf *out, const struct ss_strbuf *module)
{
	char *text = strndup(module->data ? module->data : "", module->len), *at, *end, *line;

	if (!text) {
		out->err = -ENOMEM;
		return;
	}
	at = strstr(text, "{\n");
	end = strrchr(text, '}');
	if (at && end)
		*end = '\0';
	for (line = at ? at + 2 : text; *line;) {
		size_t len = strcspn(line, "\n");

		if (*line == '\t') {
			line++;
			len--;
		}
		ss_strbuf_add(out, line, len);
		line += len;
		if (*line == '\n') {
			ss_strbuf_char(out, '\n');
			line++;
		}
	}
	free(text);
}

/* --- wildcards: one that is used several times needs its name ------------------------------ */

struct wildcards {
	struct rego_arena *arena;
	const struct rego_string **once;
	uint32_t count;
};

static bool count_wildcard(struct rego_walk *w, struct rego_term *t)
{
	struct wildcards *all = w->arg;
	const struct rego_string **more;

	if (t->kind != REGO_TERM_VAR || t->var->text[0] != '$')
		return false;
	more = rego_new_array(all->arena, const struct rego_string *, all->count + 1);
	if (all->count)
		memcpy(more, all->once, all->count * sizeof(*more));
	more[all->count++] = t->var;
	all->once = more;
	return false;
}

static bool name_wildcard(struct rego_walk *w, struct rego_term *t)
{
	struct wildcards *all = w->arg;
	uint32_t times = 0;

	if (t->kind != REGO_TERM_VAR || t->var->text[0] != '$')
		return false;
	for (uint32_t i = 0; i < all->count; i++)
		times += all->once[i] == t->var;
	if (times > 1)
		t->var = rego_string(all->arena, t->var->text + 1, t->var->len - 1).string;
	return false;
}

static struct rego_body *named(struct rego_arena *a, const struct rego_body *b)
{
	struct wildcards all = { .arena = a };
	struct rego_walk w = { .term = count_wildcard, .arg = &all };
	struct rego_body *copy = rego_copy_body(a, b);

	rego_walk_body(&w, copy);
	w.term = name_wildcard;
	rego_walk_body(&w, copy);
	return copy;
}

static void print_lines(struct ss_strbuf *out, const struct rego_body *b)
{
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp)) {
		const struct rego_body *copy = named(&a, b);

		for (uint32_t i = 0; i < copy->count; i++) {
			ss_strbuf_char(out, '\t');
			rego_print_expr(out, copy->exprs[i]);
			ss_strbuf_char(out, '\n');
		}
	} else {
		out->err = -ENOMEM;
	}
	rego_arena_fini(&a);
}

static void put_query(struct ss_strbuf *out, const struct rego_body *b)
{
	struct ss_strbuf text = { 0 }, module = { 0 };

	if (!b->count)
		return;
	ss_strbuf_str(&text, "package p\n\np if {\n");
	print_lines(&text, b);
	ss_strbuf_str(&text,
		      "\ttrue\n}\n"); /* else a body of one line is put on that of the head */
	format(&module, &text, REGO_V1);
	if (module.len > 8 && !memcmp(module.data + module.len - 8, "\ttrue\n}\n", 8)) {
		module.len -= 8;
		ss_strbuf_str(&module, "}\n");
	}
	put_body(out, &module);
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&module);
}

/* With an empty line before each rule. */
static void print_rules(struct ss_strbuf *out, const struct rego_module *m)
{
	struct wildcards all = { 0 };
	struct rego_walk w = { .term = count_wildcard, .arg = &all };
	struct rego_rule **rules;
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp)) {
		all.arena = &a;
		rules = rego_new_array(&a, struct rego_rule *, m->rule_count + 1);
		for (uint32_t i = 0; i < m->rule_count; i++) {
			rules[i] = rego_copy_rule(&a, m->rules[i]);
			rego_walk_rule(&w, rules[i]);
		}
		w.term = name_wildcard;
		for (uint32_t i = 0; i < m->rule_count; i++) {
			rego_walk_rule(&w, rules[i]);
			ss_strbuf_str(out, "\n\n");
			rego_print_rule(out, rules[i]);
		}
	} else {
		out->err = -ENOMEM;
	}
	rego_arena_fini(&a);
}

static void put_module(struct ss_strbuf *out, const struct rego_module *m, enum rego_version v)
{
	struct rego_module alone = *m;
	struct ss_strbuf text = { 0 };

	alone.rule_count = 0;
	rego_print_module(&text, &alone);
	print_rules(&text, m);
	ss_strbuf_char(&text, '\n');
	format(out, &text, v);
	ss_strbuf_fini(&text);
}

void report_partial_source(struct ss_strbuf *out, const struct rego_partial *p, enum rego_version v)
{
	for (uint32_t i = 0; i < p->query_count; i++) {
		ss_strbuf_printf(out, "# Query %u\n", i + 1);
		put_query(out, p->queries[i]);
		ss_strbuf_char(out, '\n');
	}
	for (uint32_t i = 0; i < p->support_count; i++) {
		ss_strbuf_printf(out, "# Module %u\n", i + 1);
		put_module(out, p->support[i], v);
	}
}

/* Two spaces for a tab, no empty lines around. */
static void tidy(struct ss_strbuf *to, const struct ss_strbuf *from)
{
	size_t at = 0, end = from->len;

	while (at < end && from->data[at] == '\n')
		at++;
	while (end > at && from->data[end - 1] == '\n')
		end--;
	for (; at < end; at++) {
		if (from->data[at] == '\t')
			ss_strbuf_str(to, "  ");
		else
			ss_strbuf_char(to, from->data[at]);
	}
	ss_strbuf_char(to, '\0');
}

void report_partial_pretty(struct ss_strbuf *out, const struct rego_partial *p, enum rego_version v)
{
	size_t rows = p->query_count + p->support_count;
	struct ss_strbuf *texts = calloc(rows * 2 + 1, sizeof(*texts));
	const char **cells = calloc(rows * 2 + 1, sizeof(*cells));

	if (!texts || !cells)
		out->err = -ENOMEM;
	for (size_t i = 0; !out->err && i < rows; i++) {
		struct ss_strbuf text = { 0 };
		bool query = i < p->query_count;

		if (query)
			put_query(&text, p->queries[i]);
		else
			put_module(&text, p->support[i - p->query_count], v);
		tidy(&texts[i * 2 + 1], &text);
		ss_strbuf_fini(&text);
		ss_strbuf_printf(&texts[i * 2], "%s %zu", query ? "Query" : "Support",
				 query ? i + 1 : i + 1 - p->query_count);
		cells[i * 2] = texts[i * 2].data;
		cells[i * 2 + 1] = texts[i * 2 + 1].data;
	}
	if (!out->err)
		show_grid(out, cells, 2, rows);
	for (size_t i = 0; texts && i < rows * 2; i++)
		ss_strbuf_fini(&texts[i]);
	free(texts);
	free(cells);
}
