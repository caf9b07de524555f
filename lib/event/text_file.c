// SPDX-License-Identifier: BSD-2-Clause
/* What happened to a file, for people: "/etc/passwd -> /tmp/p O_RDONLY|O_CLOEXEC: ENOENT". */
#include <string.h>

#include "event/text.h"

static struct ss_json_val member(struct ss_json_val line, const char *path)
{
	return ss_json_path(line, path);
}

static void put_word(struct ss_view *v, const char *word)
{
	ss_strbuf_char(&v->shown, ' ');
	ss_strbuf_str(&v->shown, word);
}

/* The first of what there is: the path, or only what the caller called it. */
static void put_name(struct ss_view *v, struct ss_json_val line, const char *path,
		     const char *given)
{
	struct ss_json_val name = member(line, path);

	ss_text_string(v, ss_json_exists(name) ? name : member(line, given), true);
}

/* Numbers and words with a word before them; all but the path, in the order of the line. */
static void put_values(struct ss_view *v, struct ss_json_val line)
{
	static const struct {
		const char *path, *word;
	} values[] = {
		{ "file.mode_before", "from" },
		{ "file.uid", "uid" },
		{ "file.gid", "gid" },
		{ "file.uid_before", "from uid" },
		{ "file.gid_before", "gid" },
		{ "file.size", "size" },
		{ "file.size_before", "from" },
		{ "file.atime", "atime" },
		{ "file.mtime", "mtime" },
		{ "file.atime_before", "from atime" },
		{ "file.mtime_before", "mtime" },
		{ "file.bytes", "bytes" },
		{ "file.writes", "writes" },
		{ "file.address", "at" },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct ss_json_val value = member(line, values[i].path);

		if (!ss_json_exists(value))
			continue;
		put_word(v, values[i].word);
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, value, false);
	}
}

static void put_marks(struct ss_view *v, struct ss_json_val line)
{
	static const char *const marks[] = { "created", "deleted", "directory", "symbolic",
					     "anonymous" };
	char path[32] = "file.";

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		strcpy(path + 5, marks[i]);
		if (ss_json_exists(member(line, path)))
			put_word(v, marks[i]);
	}
}

void ss_text_file(struct ss_view *v, struct ss_json_val line, bool mode)
{
	struct ss_json_val error = member(line, "file.error");

	put_name(v, line, "file.path", "file.given");
	ss_text_string(v, member(line, "file.target"), true);
	if (ss_json_exists(member(line, "file.path2")) ||
	    ss_json_exists(member(line, "file.given2"))) {
		ss_strbuf_str(&v->shown,
			      ss_json_exists(member(line, "file.target")) ? " <- " : " -> ");
		put_name(v, line, "file.path2", "file.given2");
	}
	if (mode) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, member(line, "file.mode"), false);
	}
	put_values(v, line);
	ss_text_list(v, member(line, "file.protection_before"), " from ", "|");
	ss_text_list(v, member(line, "file.protection"), " ", "|");
	ss_text_list(v, member(line, "file.flags"), " ", "|");
	put_marks(v, line);
	if (!ss_json_exists(error))
		error = member(line, "file.errno");
	if (!ss_json_exists(error))
		return;
	ss_strbuf_str(&v->shown, ": ");
	ss_text_string(v, error, false);
}
