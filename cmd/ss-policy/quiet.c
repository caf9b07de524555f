// SPDX-License-Identifier: BSD-2-Clause
#include "quiet.h"

#include <string.h>

#include "rego/value/string.h"

#define NEAR 128 /* bytes of a line in which its type stands, as a rule */

static size_t place(const char *text, size_t len)
{
	return rego_text_hash(text, len) % QUIET_TYPES;
}

static bool is_quiet(const struct quiet *q, const char *text, size_t len)
{
	size_t at = place(text, len);

	return len && q->types[at].len == len && !memcmp(q->types[at].text, text, len);
}

/* What may be the type: the first that looks like one. */
static const char *guess(const char *line, size_t line_len, size_t *len)
{
	static const char before[] = "\"type\":\"";
	const char *at =
		memmem(line, line_len < NEAR ? line_len : NEAR, before, sizeof(before) - 1);
	const char *end;

	if (!at)
		return NULL;
	at += sizeof(before) - 1;
	end = memchr(at, '"', (size_t)(line + line_len - at));
	*len = end ? (size_t)(end - at) : 0;
	return end && *len <= QUIET_LEN ? at : NULL;
}

bool quiet_event(const struct quiet *q, struct rego_eval *e, const char *line, size_t len)
{
	struct rego_val type;
	const char *text, *error;
	size_t n;

	text = guess(line, len, &n);
	if (!text || !is_quiet(q, text, n))
		return false;
	type = rego_get_text(rego_eval_member(e, line, len, "type", &error), "type");
	return type.kind == REGO_STRING && is_quiet(q, rego_text(type), rego_len(type));
}

void quiet_learn(struct quiet *q, const struct rego_eval *e, struct rego_val event)
{
	struct rego_val type = rego_get_text(event, "type");
	size_t at;

	if (type.kind != REGO_STRING || !rego_len(type) || rego_len(type) > QUIET_LEN ||
	    !rego_eval_depends_only(e, "type"))
		return;
	at = place(rego_text(type), rego_len(type));
	q->types[at].len = (uint8_t)rego_len(type);
	memcpy(q->types[at].text, rego_text(type), rego_len(type));
}
