// SPDX-License-Identifier: BSD-2-Clause
/* Lines about the stream itself, as text for people. */
#include "event/text.h"

/* "seen 10 = emitted 9 + filtered 1 + throttled 0 + lost 0" */
static void put_books(struct ss_view *v, struct ss_json_val tally)
{
	static const char *const terms[] = { "seen",	  "emitted", "filtered",
					     "throttled", "counted", "lost" };
	static const char *const signs[] = { "", " = ", " + ", " + ", " + ", " + " };

	for (int i = 0; i < 6; i++) {
		if (!ss_json_exists(ss_json_path(tally, terms[i])))
			continue;
		ss_strbuf_printf(&v->shown, "%s%s ", signs[i], terms[i]);
		ss_text_path(v, tally, terms[i]);
	}
}

/* "read (syscall), syscalls/sys_exit_read": what is watched, and where. */
static void put_target(struct ss_view *v, struct ss_json_val target)
{
	bool named = ss_json_exists(ss_json_path(target, "target"));

	ss_text_path(v, target, named ? "target" : "kind");
	ss_strbuf_str(&v->shown, " (");
	ss_text_path(v, target, "hook");
	ss_strbuf_char(&v->shown, ')');
}

/* "; 3 late", if that is told. */
static void put_count(struct ss_view *v, struct ss_json_val target, const char *before,
		      const char *count, const char *words)
{
	ss_text_with(v, target, before, count);
	if (ss_json_exists(ss_json_path(target, count)))
		ss_strbuf_printf(&v->shown, " %s", words);
}

/*
 * What the reaper watched: "read (syscalls/sys_exit_read): 12 calls returned, 3 of them late;
 * 1 overdue under way".  Of what is no call only how much of it was overdue.
 */
static void put_watched(struct ss_view *v, struct ss_json_val line)
{
	ss_for_each_json (target, ss_json_path(line, "watched")) {
		struct ss_json_val kind = ss_json_path(target, "kind");

		put_target(v, target);
		if (ss_text_is(kind, "oncpu")) {
			put_count(v, target, ": ", "late", "overdue");
		} else if (ss_text_is(kind, "lifetime")) {
			put_count(v, target, ": ", "overdue", "overdue");
		} else {
			put_count(v, target, ": ", "calls", "calls returned");
			put_count(v, target, ", ", "late", "of them late");
			put_count(v, target, "; ", "overdue", "overdue under way");
		}
		put_count(v, target, ", ", "untracked", "untracked");
		put_count(v, target, ", ", "nested", "nested");
		ss_strbuf_char(&v->shown, '\n');
	}
	ss_text_paint(v, BOLD);
	ss_text_path(v, line, "records_lost");
	ss_strbuf_str(&v->shown, " lines lost");
	ss_text_paint(v, PLAIN);
}

static void put_stop(struct ss_view *v, struct ss_json_val line)
{
	if (ss_json_exists(ss_json_path(line, "watched"))) {
		put_watched(v, line);
		return;
	}
	ss_for_each_json (type, ss_json_path(line, "counts")) {
		size_t start = v->shown.len;
		uint64_t seen;

		if (ss_json_get_u64(ss_json_path(type, "seen"), &seen) && !seen)
			continue;
		ss_text_string(v, ss_json_key(type), false);
		ss_text_fill(v, start, 20);
		ss_strbuf_char(&v->shown, ' ');
		put_books(v, type);
		ss_strbuf_char(&v->shown, '\n');
	}
	ss_text_paint(v, BOLD);
	ss_strbuf_printf(&v->shown, "%-20s ", "all");
	put_books(v, ss_json_path(line, "total"));
	ss_text_paint(v, PLAIN);
}

bool ss_text_is_loss(struct ss_json_val line)
{
	return ss_text_is(ss_json_path(line, "type"), "meta.loss");
}

static void put_advice(struct ss_view *v, struct ss_json_val line)
{
	static const struct {
		const char *path, *before, *after;
	} parts[] = {
		{ "fill.ring_percent", "; ring ", " % full" },
		{ "fill.bulk_percent", ", bulk ring ", " % full" },
		{ "fill.most_percent", "; ", " % of it " },
		{ "fill.most", "", "" },
		{ "advice.ring_size", "; enough: --ring-size ", "" },
		{ "advice.bulk_size", "; enough: --bulk-size ", "" },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!ss_json_exists(ss_json_path(line, parts[i].path)))
			continue;
		ss_strbuf_str(&v->shown, parts[i].before);
		ss_text_path(v, line, parts[i].path);
		ss_strbuf_str(&v->shown, parts[i].after);
	}
}

/* "lost: 12 process.exec, 3 process.fork" */
static void put_loss(struct ss_view *v, struct ss_json_val line)
{
	const char *sep = "lost: ";

	ss_text_paint(v, RED);
	ss_for_each_json (count, ss_json_path(line, "lost")) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_string(v, count, false);
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, ss_json_key(count), false);
		sep = ", ";
	}
	if (ss_json_exists(ss_json_path(line, "table_lost"))) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_path(v, line, "table_lost");
		ss_strbuf_str(&v->shown, " for the process table");
	}
	put_advice(v, line);
	ss_text_paint(v, PLAIN);
}

static void put_start(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val watched = ss_json_path(line, "watched");

	ss_text_paint(v, DIM);
	ss_text_path(v, line, "tool.name");
	ss_strbuf_char(&v->shown, ' ');
	ss_text_path(v, line, "tool.version");
	ss_strbuf_str(&v->shown, " on Linux ");
	ss_text_path(v, line, "tool.kernel");
	ss_strbuf_str(&v->shown, ":");
	ss_for_each_json (hook, ss_json_path(line, "hooks")) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, ss_json_key(hook), false);
	}
	ss_for_each_json (target, watched) {
		ss_strbuf_char(&v->shown, ' ');
		put_target(v, target);
	}
	ss_for_each_json (why, ss_json_path(line, "not_hooked")) {
		ss_strbuf_str(&v->shown, "\nnot hooked: ");
		ss_text_string(v, ss_json_key(why), false);
		ss_strbuf_str(&v->shown, " (");
		ss_text_string(v, why, false);
		ss_strbuf_char(&v->shown, ')');
	}
	ss_text_paint(v, PLAIN);
}

bool ss_text_meta(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	if (ss_text_is(type, "meta.start"))
		put_start(v, line);
	else if (ss_text_is(type, "meta.stop"))
		put_stop(v, line);
	else if (ss_text_is(type, "meta.loss"))
		put_loss(v, line);
	else
		return false;
	return true;
}
