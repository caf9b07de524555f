/* SPDX-License-Identifier: BSD-2-Clause */
/* What every line must be, whatever it was made of: for harnesses that make lines. */
#ifndef SS_FUZZ_LINES_H
#define SS_FUZZ_LINES_H

#include <stdlib.h>
#include <string.h>

#include "core/json_read.h"
#include "event/view.h"

enum { VIEWS = 3 };

static struct ss_view views[VIEWS];
static struct ss_json_doc *doc;

static inline void must(bool ok)
{
	if (!ok)
		abort();
}

/* FIELDS: those that the views with --fields have. */
static inline void lines_init(const char *fields)
{
	doc = ss_json_doc_new();
	must(doc);
	must(!ss_view_init(&views[0], SS_VIEW_JSON, fields, SS_COLOR_NEVER));
	must(!ss_view_init(&views[1], SS_VIEW_TEXT, fields, SS_COLOR_NEVER));
	must(!ss_view_init(&views[2], SS_VIEW_TEXT, NULL, SS_COLOR_NEVER));
}

static inline bool is_json(const char *line, size_t len)
{
	return !ss_json_parse(doc, line, len, NULL) &&
	       ss_json_type(ss_json_root(doc)) == SS_JSON_OBJECT;
}

/* No key twice in an object. */
static inline void keys_differ(struct ss_json_val object)
{
	ss_for_each_json (child, object) {
		struct ss_json_val first;
		const char *key;
		size_t len;

		ss_json_text(ss_json_key(child), &key, &len);
		first = ss_json_get(object, key + 1, len - 2);
		must(first.node == child.node);
		if (ss_json_type(child) == SS_JSON_OBJECT)
			keys_differ(child);
	}
}

static inline void is_line(const char *line, size_t len)
{
	must(len && line[len - 1] == '\n' && !memchr(line, '\n', len - 1));
	must(!memchr(line, 0x1b, len) && !memchr(line, 0x7f, len));
}

/* OUT is one line of JSON, and so is what --fields and text make of it. */
static inline void lines_check(const struct ss_strbuf *out)
{
	struct ss_strbuf shown = { 0 };

	is_line(out->data, out->len);
	must(is_json(out->data, out->len));
	keys_differ(ss_json_root(doc));
	for (int i = 0; i < VIEWS; i++) {
		ss_strbuf_clear(&shown);
		ss_strbuf_add(&shown, "x", 1);
		ss_strbuf_add(&shown, out->data, out->len);
		must(!ss_view_line(&views[i], &shown, 1) && shown.data[0] == 'x');
		is_line(shown.data + 1, shown.len - 1);
		must(i || is_json(shown.data + 1, shown.len - 1));
	}
	ss_strbuf_fini(&shown);
}

/* What is left of LEFT when *LEN, cut to it, is taken. */
static inline uint32_t at_most(uint32_t *len, uint32_t left)
{
	if (*len > left)
		*len = left;
	return left - *len;
}

#endif
