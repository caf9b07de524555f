// SPDX-License-Identifier: BSD-2-Clause
/* Numbers that JSON cannot have: OPA refuses to show them. */
#include "rego/value/number.h"
#include "show.h"

static bool is_json_number(const char *s)
{
	s += *s == '-';
	if (*s == '0' && s[1] >= '0' && s[1] <= '9')
		return false;
	return *s >= '0' && *s <= '9';
}

static bool find(struct rego_val v, struct ss_strbuf *text)
{
	bool found = false;

	if (v.kind == REGO_NUMBER && v.big) {
		ss_strbuf_clear(text);
		rego_number_write(text, v);
		return text->data && !is_json_number(text->data);
	}
	for (uint32_t i = 0; v.kind >= REGO_ARRAY && i < rego_len(v) && !found; i++) {
		if (v.kind == REGO_OBJECT)
			found = find(v.object->pairs[i].value, text);
		else
			found = find(v.kind == REGO_ARRAY ? v.array->items[i] : v.set->items[i],
				     text);
	}
	return found;
}

bool show_odd_number(struct ss_strbuf *out, enum show_format f, const struct rego_result *r)
{
	bool found = false;

	/* A table shows what is wrong in its cell. */
	if (f == SHOW_PRETTY && (r->count != 1 || rego_len(r->answers[0].bindings)))
		return false;
	for (uint32_t i = 0; i < r->count && !found; i++) {
		const struct rego_answer *a = &r->answers[i];

		if (f == SHOW_BINDINGS || f == SHOW_JSON || f == SHOW_DISCARD)
			found = find(a->bindings, out);
		for (uint32_t k = 0; k < a->value_count && f != SHOW_BINDINGS && !found; k++)
			found = find(a->values[k].value, out);
	}
	return found;
}
