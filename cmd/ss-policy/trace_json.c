/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of an evaluation as OPA shows them: JSON. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/syntax/ast_json.h"
#include "rego/syntax/json_out.h"
#include "trace.h"

static void put_json_node(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	struct rego_body one = { .count = 1 };
	struct rego_expr *x = (struct rego_expr *)ev->expr;
	struct ss_strbuf b = { 0 };

	if (ev->rule) {
		rego_rule_json(out, ev->rule, 0);
	} else if (ev->body) {
		rego_body_json(out, ev->body, 0);
	} else if (x && ev->op != REGO_STEP_NOTE) {
		one.exprs = &x;
		rego_body_json(&b, &one, 0);
		if (b.len > 2)
			ss_strbuf_add(out, b.data + 1, b.len - 2);
		ss_strbuf_fini(&b);
	} else {
		ss_strbuf_str(out, "null");
	}
}

static void put_json_text(struct ss_strbuf *out, const char *s, size_t len)
{
	struct rego_json_out o = { .out = out };

	rego_out_text(&o, s, len);
}

static void put_json_place(struct ss_strbuf *out, const struct rego_loc *loc)
{
	struct rego_json_out o = { .out = out };

	if (!loc || !loc->source) {
		ss_strbuf_str(out, "null");
		return;
	}
	ss_strbuf_str(out, "{\"file\":");
	rego_out_string(&o, loc->source->name);
	ss_strbuf_printf(out, ",\"row\":%u,\"col\":%u}", loc->row, loc->col);
}

/* "type":...,"value":... of a term, without its braces. */
static void put_json_term(struct ss_strbuf *out, const struct rego_term *t)
{
	struct ss_strbuf b = { 0 };

	rego_term_json(&b, t, 0);
	if (b.len > 2)
		ss_strbuf_add(out, b.data + 1, b.len - 2);
	ss_strbuf_fini(&b);
}

static void put_json_locals(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	bool any = false;

	for (uint32_t i = 0; i < ev->local_count; i++) {
		const struct rego_step_local *l = &ev->locals[i];

		if (!l->value)
			continue;
		ss_strbuf_str(out, any ? ",{\"name\":" : "[{\"name\":");
		if (l->var->text[0] == '$')
			ss_strbuf_str(out, "\"_\"");
		else
			put_json_text(out, l->var->text, l->var->len);
		ss_strbuf_char(out, ',');
		put_json_term(out, l->value);
		ss_strbuf_char(out, '}');
		any = true;
	}
	ss_strbuf_str(out, any ? "]" : "null");
}

static int by_var(const void *a, const void *b)
{
	const struct rego_step_local *const *x = a, *const *y = b;

	return strcmp((*x)->var->text, (*y)->var->text);
}

static void put_json_names(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	const struct rego_step_local **all = calloc(ev->local_count + 1U, sizeof(*all));

	if (!all) {
		out->err = -ENOMEM;
		return;
	}
	for (uint32_t i = 0; i < ev->local_count; i++)
		all[i] = &ev->locals[i];
	qsort(all, ev->local_count, sizeof(*all), by_var);
	ss_strbuf_char(out, '{');
	for (uint32_t i = 0; i < ev->local_count; i++) {
		if (i)
			ss_strbuf_char(out, ',');
		put_json_text(out, all[i]->var->text, all[i]->var->len);
		ss_strbuf_str(out, ":{\"name\":");
		put_json_text(out, all[i]->name->text, all[i]->name->len);
		ss_strbuf_str(out, ",\"location\":");
		put_json_place(out, all[i]->loc);
		ss_strbuf_char(out, '}');
	}
	ss_strbuf_char(out, '}');
	free(all);
}

static void put_json_ref(struct ss_strbuf *out, const struct rego_term *ref)
{
	if (!ref) {
		ss_strbuf_str(out, "null");
		return;
	}
	rego_terms_json(out, ref->list.items, ref->list.count, 0);
}

void trace_json(struct ss_strbuf *out, const struct trace *t)
{
	ss_strbuf_char(out, '[');
	for (size_t i = 0; i < t->count; i++) {
		const struct rego_step_event *ev = &t->items[i];

		ss_strbuf_printf(out, "%s{\"Op\":\"%s\",\"Node\":", i ? "," : "", trace_op(ev->op));
		put_json_node(out, ev);
		ss_strbuf_str(out, ",\"Location\":");
		put_json_place(out, ev->loc);
		ss_strbuf_printf(out, ",\"QueryID\":%llu,\"ParentID\":%llu,\"Locals\":",
				 (unsigned long long)ev->query, (unsigned long long)ev->parent);
		put_json_locals(out, ev);
		ss_strbuf_str(out, ",\"LocalMetadata\":");
		if (ev->op == REGO_STEP_NOTE)
			ss_strbuf_str(out, "null");
		else
			put_json_names(out, ev);
		ss_strbuf_str(out, ",\"Message\":");
		put_json_text(out, ev->message, strlen(ev->message));
		ss_strbuf_str(out, ",\"Ref\":");
		put_json_ref(out, ev->ref);
		ss_strbuf_char(out, '}');
	}
	ss_strbuf_char(out, ']');
}
