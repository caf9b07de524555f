// SPDX-License-Identifier: BSD-2-Clause
#include "event/view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"

static int split_fields(struct ss_view *v, const char *fields)
{
	size_t n = 1;
	char *at;

	for (const char *c = fields; *c; c++)
		n += *c == ',';
	v->fields = strdup(fields);
	v->paths = calloc(n, sizeof(*v->paths));
	if (!v->fields || !v->paths)
		return -ENOMEM;
	at = v->fields;
	while (at) {
		char *path = strsep(&at, ",");
		size_t len = strlen(path);

		if (!len || path[0] == '.' || path[len - 1] == '.' || strstr(path, "..") ||
		    strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789_.") != len)
			return ss_error(-EINVAL, "--fields: '%s' is not a field like process.exe",
					path);
		v->paths[v->path_count++] = path;
	}
	return 0;
}

int ss_view_init(struct ss_view *v, int format, const char *fields, int color)
{
	const char *no_color = getenv("NO_COLOR");

	*v = (struct ss_view){ .format = format };
	v->color = color == SS_COLOR_ALWAYS ||
		   (color == SS_COLOR_AUTO && isatty(STDOUT_FILENO) && !(no_color && *no_color));
	v->doc = ss_json_doc_new();
	if (!v->doc)
		return -errno;
	return fields ? split_fields(v, fields) : 0;
}

void ss_view_fini(struct ss_view *v)
{
	free(v->fields);
	free(v->paths);
	ss_json_doc_free(v->doc);
	ss_strbuf_fini(&v->shown);
	ss_strbuf_fini(&v->text);
}

static bool below(const char *path, const char *prefix, size_t len)
{
	return !strncmp(path, prefix, len) && (path[len] == '.' || !path[len]);
}

/* The members of OBJECT (at PREFIX) that some path names, or that hold some that are. */
static void pick(struct ss_view *v, struct ss_json_val object, char *prefix, size_t len)
{
	bool first = true;

	ss_strbuf_char(&v->shown, '{');
	ss_for_each_json (child, object) {
		const char *key, *value;
		size_t key_len, value_len, child_len;
		bool whole = false, part = false;

		ss_json_text(ss_json_key(child), &key, &key_len);
		if (len + key_len > 250)
			continue;
		memcpy(prefix + len, key + 1, key_len - 2);
		child_len = len + key_len - 2;
		for (size_t i = 0; i < v->path_count; i++) {
			bool hit = below(v->paths[i], prefix, child_len);

			whole |= hit && !v->paths[i][child_len];
			part |= hit;
		}
		/* "type" says what the line is, whatever is asked for. */
		whole |= !len && key_len == 6 && !memcmp(key, "\"type\"", 6);
		if (!whole && !(part && ss_json_type(child) == SS_JSON_OBJECT))
			continue;
		ss_strbuf_str(&v->shown, first ? "" : ",");
		first = false;
		ss_strbuf_add(&v->shown, key, key_len);
		ss_strbuf_char(&v->shown, ':');
		if (whole) {
			ss_json_text(child, &value, &value_len);
			ss_strbuf_add(&v->shown, value, value_len);
		} else {
			prefix[child_len] = '.';
			pick(v, child, prefix, child_len + 1);
		}
	}
	ss_strbuf_char(&v->shown, '}');
}

/*
 * The fields' values in the order asked for, a tab between, nothing for what is
 * absent.  False if the line has none of them.
 */
static bool columns(struct ss_view *v, struct ss_json_val line)
{
	bool any = false;

	for (size_t i = 0; i < v->path_count; i++) {
		struct ss_json_val value = ss_json_path(line, v->paths[i]);

		if (i)
			ss_strbuf_char(&v->shown, '\t');
		ss_text_string(v, value, false);
		any |= ss_json_exists(value);
	}
	return any;
}

int ss_view_line(struct ss_view *v, struct ss_strbuf *buf, size_t start)
{
	char prefix[256];
	struct ss_json_val line;
	bool show = true;
	int err;

	if (buf->err)
		return buf->err;
	if (v->format == SS_VIEW_JSON && !v->path_count)
		return 0;
	err = ss_json_parse(v->doc, buf->data + start, buf->len - start, NULL);
	if (err)
		return err;
	line = ss_json_root(v->doc);
	if (ss_json_type(line) != SS_JSON_OBJECT)
		return -EINVAL;
	ss_strbuf_clear(&v->shown);
	if (ss_text_is_loss(line) && v->path_count) {
		/* Whatever fields are asked for: a loss is never cut away. */
		if (v->format == SS_VIEW_JSON)
			return 0;
		ss_strbuf_str(&v->shown, "# ");
		ss_text_write(v, line);
	} else if (v->format == SS_VIEW_JSON)
		pick(v, line, prefix, 0);
	else if (v->path_count)
		show = columns(v, line);
	else
		ss_text_write(v, line);
	ss_strbuf_char(&v->shown, '\n');
	buf->len = start;
	if (show)
		ss_strbuf_add(buf, v->shown.data, v->shown.len);
	return v->shown.err ? v->shown.err : buf->err;
}
