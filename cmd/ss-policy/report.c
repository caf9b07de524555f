// SPDX-License-Identifier: BSD-2-Clause
#include "report.h"

#include <stdio.h>
#include <string.h>

/* JSON without the white space between its parts. */
static void put_compact(struct ss_strbuf *out, const char *json, size_t len)
{
	bool text = false;

	for (size_t i = 0; i < len; i++) {
		char c = json[i];

		if (text && c == '\\' && i + 1 < len) {
			ss_strbuf_add(out, json + i++, 2);
			continue;
		}
		if (c == '"')
			text = !text;
		if (text || (c != ' ' && c != '\n' && c != '\t'))
			ss_strbuf_char(out, c);
	}
}

static void put_key(struct ss_strbuf *out, bool *any, const char *key)
{
	ss_strbuf_printf(out, "%s\"%s\":", *any ? "," : "{", key);
	*any = true;
}

static void put_parts(struct ss_strbuf *out, const struct report *r, bool *any)
{
	if (r->partial) {
		put_key(out, any, "partial");
		report_partial_json(out, r->partial);
	}
	if (r->metrics) {
		put_key(out, any, r->runs > 1 ? "aggregated_metrics" : "metrics");
		if (r->runs > 1)
			metrics_all_json(out, r->metrics, r->runs);
		else
			metrics_json(out, r->metrics);
	}
	if (r->trace && r->trace->count) {
		put_key(out, any, "explanation");
		trace_json(out, r->trace);
	}
	if (r->profiles && r->profiles[0].count) {
		put_key(out, any, r->runs > 1 ? "aggregated_profile" : "profile");
		if (r->runs > 1)
			profiles_json(out, r->profiles, r->runs);
		else
			profile_json(out, r->profiles);
	}
	if (r->coverage) {
		put_key(out, any, "coverage");
		put_compact(out, r->coverage->data, r->coverage->len);
	}
}

static void put_json(struct ss_strbuf *out, const struct report *r, bool discard)
{
	struct ss_strbuf json = { 0 };
	bool any = false;

	if (r->errors) {
		put_key(&json, &any, "errors");
		show_error_list(&json, r->errors);
	}
	if (r->result && r->result->count) {
		put_key(&json, &any, "result");
		if (discard)
			ss_strbuf_str(&json, "\"discarded\"");
		else
			show_answers(&json, r->result);
	}
	put_parts(&json, r, &any);
	ss_strbuf_str(&json, any ? "}" : "{}");
	if (discard)
		show_sorted(out, json.data, json.len);
	else
		show_indent(out, json.data, json.len);
	if (json.err && !out->err)
		out->err = json.err;
	ss_strbuf_fini(&json);
}

static void put_percent(struct ss_strbuf *out, double percent)
{
	char text[32];
	const char *cells[] = { "Overall Coverage", text };

	snprintf(text, sizeof(text), "%.2f", percent);
	show_grid(out, cells, 2, 1);
}

static void put_pretty(struct ss_strbuf *out, struct ss_strbuf *err, const struct report *r)
{
	struct rego_result none = { 0 };

	if (r->trace && r->trace->count)
		trace_pretty(out, r->trace, r->values, NULL);
	if (r->errors)
		show_errors(err, SHOW_PRETTY, r->errors);
	else if (r->partial && r->partial->query_count)
		report_partial_pretty(out, r->partial, r->version);
	else
		show_result(out, SHOW_PRETTY, r->result ? r->result : &none, NULL);
	if (r->metrics && r->runs == 1)
		metrics_pretty(out, r->metrics);
	if (r->profiles && r->profiles[0].count && r->runs == 1)
		profile_pretty(out, r->profiles);
	if (r->metrics && r->runs > 1)
		metrics_all_pretty(out, r->metrics, r->runs);
	if (r->profiles && r->profiles[0].count && r->runs > 1)
		profiles_pretty(out, r->profiles, r->runs);
	if (r->coverage)
		put_percent(out, r->percent);
}

void report_show(struct ss_strbuf *out, struct ss_strbuf *err, enum show_format f,
		 const struct report *r)
{
	if (f == SHOW_JSON || f == SHOW_DISCARD)
		put_json(out, r, f == SHOW_DISCARD);
	else if (f == SHOW_PRETTY)
		put_pretty(out, err, r);
	else if (r->errors)
		show_errors(err, f, r->errors);
	else if (f == SHOW_SOURCE)
		report_partial_source(out, r->partial, r->version);
	else if (r->result)
		show_result(out, f, r->result, NULL);
}
