// SPDX-License-Identifier: BSD-2-Clause
#include "core/json_line.h"

#include <errno.h>
#include <string.h>

bool ss_line_is_blank(const struct ss_line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->data[i] != ' ' && line->data[i] != '\t')
			return false;
	return true;
}

int ss_json_parse_line(struct ss_json_doc *doc, const struct ss_line *line, const char **why)
{
	struct ss_json_error error = { .why = "too deep" };
	int err = ss_json_parse(doc, line->data, line->len, &error);

	if (!err && ss_json_type(ss_json_root(doc)) != SS_JSON_OBJECT) {
		error.why = "not a JSON object";
		err = -EINVAL;
	}
	*why = error.why;
	return err;
}

bool ss_json_string(struct ss_json_val v, struct ss_strbuf *room, const char **s, size_t *len)
{
	const char *text;
	size_t size;

	if (ss_json_type(v) != SS_JSON_STRING)
		return false;
	ss_json_text(v, &text, &size);
	ss_strbuf_clear(room);
	return ss_strbuf_reserve(room, size) && ss_json_get_str(v, room->data, s, len);
}

bool ss_json_is(struct ss_json_val v, const char *word, struct ss_strbuf *room)
{
	const char *s;
	size_t len;

	return ss_json_string(v, room, &s, &len) && len == strlen(word) && !memcmp(s, word, len);
}

void ss_json_keep(char *out, size_t size, struct ss_json_val v)
{
	enum ss_json_type type = ss_json_type(v);
	const char *text;
	size_t len;

	if (type != SS_JSON_STRING && type != SS_JSON_NUMBER)
		return;
	ss_json_text(v, &text, &len);
	if (len >= size)
		return;
	memcpy(out, text, len);
	out[len] = 0;
}
