// SPDX-License-Identifier: BSD-2-Clause
/* What a profile means, for programs. */
#include <string.h>

#include "breaker/profile.h"
#include "core/json_write.h"

static void put(struct ss_json *w, const char *key, const char *text)
{
	ss_json_bytes(w, key, text, strlen(text));
}

void ss_profile_put_value(struct ss_json *w, const char *key, int64_t value)
{
	struct ss_strbuf text = { 0 };

	ss_profile_value_text(SS_SOURCE_FILE, value, &text);
	if (text.data)
		ss_json_raw(w, key, text.data, text.len);
	ss_strbuf_fini(&text);
}

static void put_level(struct ss_json *w, const struct ss_breaker_level *l)
{
	ss_json_object(w, NULL);
	put(w, "name", l->name);
	ss_json_object(w, "classes");
	for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
		struct ss_strbuf text = { 0 };

		ss_profile_policy_text(&l->classes[c], &text);
		put(w, ss_breaker_class_names[c], text.data ? text.data : "");
		ss_strbuf_fini(&text);
	}
	ss_json_end_object(w);
	if (l->drain_ns != SS_BREAKER_DRAIN_FOREVER)
		ss_json_u64(w, "drain_ns", ss_breaker_level_drains(l) ? l->drain_ns : 0);
	ss_json_end_object(w);
}

static void put_source(struct ss_json *w, const struct ss_profile *p, int i)
{
	const struct ss_level_source *s = &p->rules.source[i];

	ss_json_object(w, NULL);
	put(w, "source", p->sources[i].name);
	put(w, "kind", ss_source_kind_names[p->sources[i].kind]);
	if (p->sources[i].what)
		put(w, "what", p->sources[i].what);
	if (p->sources[i].full)
		put(w, "of", "full");
	for (int leave = 0; leave < 2; leave++) {
		ss_json_object(w, leave ? "leave" : "enter");
		for (int n = 1; n < p->rules.levels; n++)
			if (s->levels >> n & 1)
				ss_profile_put_value(w, p->table.levels[n].name,
						     leave ? s->leave[n] : s->enter[n]);
		ss_json_end_object(w);
	}
	ss_json_end_object(w);
}

static void put_rule(struct ss_json *w, const struct ss_breaker_rule *r)
{
	struct ss_strbuf text = { 0 };

	ss_json_object(w, NULL);
	put(w, "class", ss_breaker_class_names[r->class]);
	ss_profile_rule_text(r, &text);
	put(w, "rule", text.data ? text.data : "");
	ss_json_end_object(w);
	ss_strbuf_fini(&text);
}

#define RULES_SHOWN 256

void ss_profile_json(const struct ss_profile *p, struct ss_strbuf *out)
{
	struct ss_json w;

	ss_json_init(&w, out);
	ss_json_object(&w, NULL);
	ss_json_array(&w, "levels");
	for (size_t i = 0; i < p->table.level_count; i++)
		put_level(&w, &p->table.levels[i]);
	ss_json_end_array(&w);
	ss_json_u64(&w, "rule_count", p->table.rule_count);
	ss_json_array(&w, "rules");
	for (size_t i = 0; i < p->table.rule_count && i < RULES_SHOWN; i++)
		put_rule(&w, &p->table.rules[i]);
	ss_json_end_array(&w);
	ss_json_array(&w, "sources");
	for (int i = 0; i < p->rules.sources; i++)
		put_source(&w, p, i);
	ss_json_end_array(&w);
	ss_json_u64(&w, "dwell_ns", p->rules.dwell_ns);
	ss_json_end_object(&w);
}
