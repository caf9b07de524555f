// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-reaper, for people. */
#include <string.h>

#include "event/text.h"

static bool is_true(struct ss_json_val v)
{
	const char *word;
	size_t len;

	ss_json_text(v, &word, &len);
	return len == 4 && !memcmp(word, "true", 4);
}

/* What is watched: a name, or the kind of what has none. */
static void put_target(struct ss_view *v, struct ss_json_val line)
{
	bool named = ss_json_exists(ss_json_path(line, "reaper.target"));

	ss_text_path(v, line, named ? "reaper.target" : "reaper.kind");
}

static void put_state(struct ss_view *v, struct ss_json_val line)
{
	ss_text_with(v, line, ", state ", "reaper.state");
	ss_text_with(v, line, " in ", "reaper.wchan");
}

/* The first step of an action that is no signal, or NULL. */
static const char *cgroup_step(struct ss_json_val line)
{
	static const char *const steps[] = { "freeze", "cgroup-kill" };
	struct ss_json_val action = ss_json_path(line, "reaper.action");
	const char *word;
	size_t len;

	ss_json_text(action, &word, &len);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t n = strlen(steps[i]);

		/* In its quotes, with a comma before the next. */
		if (len > n + 1 && !memcmp(word + 1, steps[i], n) && strchr("\",", word[n + 1]))
			return steps[i];
	}
	return NULL;
}

/* ": signalled SIGKILL", ": frozen", ": held back (rate or cool-down)" */
static void put_verdict(struct ss_view *v, struct ss_json_val line)
{
	static const struct {
		const char *verdict, *step, *words;
	} others[] = {
		{ "rate", NULL, "held back (rate or cool-down)" },
		{ "mass", NULL, "held back (too many at once)" },
		{ "signalled", "freeze", "frozen" },
		{ "signalled", "cgroup-kill", "its cgroup killed" },
		{ "asked", "freeze", "to be frozen" },
		{ "asked", "cgroup-kill", "its cgroup to be killed" },
		{ "failed", "freeze", "freeze failed" },
		{ "failed", "cgroup-kill", "cgroup-kill failed" },
		{ "dry-run", "freeze", "would be frozen" },
		{ "dry-run", "cgroup-kill", "its cgroup would be killed" },
	};
	struct ss_json_val verdict = ss_json_path(line, "reaper.verdict");
	const char *step = cgroup_step(line);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!ss_text_is(verdict, others[i].verdict) ||
		    (others[i].step && (!step || strcmp(step, others[i].step) != 0)))
			continue;
		ss_strbuf_printf(&v->shown, ": %s", others[i].words);
		ss_text_with(v, line, " ", "reaper.error");
		return;
	}
	ss_text_with(v, line, ": ", "reaper.verdict");
	ss_text_with(v, line, " ", "reaper.signal");
	ss_text_with(v, line, " ", "reaper.error");
}

/* "read took 80ms, limit 50ms, stuck-reads: signalled SIGKILL in 3.1us, file /srv/fifo: cat
 * /srv/fifo  <- bash(4711)" */
static void put_overdue(struct ss_view *v, struct ss_json_val line)
{
	bool returned = !is_true(ss_json_path(line, "reaper.in_flight"));
	bool signalled = ss_text_is(ss_json_path(line, "reaper.verdict"), "signalled");

	ss_text_process(v, line, "overdue", signalled ? RED : YELLOW);
	put_target(v, line);
	ss_strbuf_str(&v->shown, returned ? " took " : " for ");
	ss_text_took(v, line, "reaper.elapsed_ns");
	ss_strbuf_str(&v->shown, ", limit ");
	ss_text_took(v, line, "reaper.limit_ns");
	ss_text_with(v, line, ", ", "reaper.rule");
	put_verdict(v, line);
	if (ss_json_exists(ss_json_path(line, "reaper.react_ns"))) {
		ss_strbuf_str(&v->shown, " in ");
		ss_text_took(v, line, "reaper.react_ns");
	}
	ss_text_with(v, line, " (", "reaper.guard");
	if (ss_json_exists(ss_json_path(line, "reaper.guard")))
		ss_strbuf_char(&v->shown, ')');
	ss_text_with(v, line, ", ", "reaper.reason");
	put_state(v, line);
	if (ss_json_exists(ss_json_path(line, "file.path"))) {
		ss_strbuf_str(&v->shown, ", file ");
		ss_text_string(v, ss_json_path(line, "file.path"), true);
	}
	if (ss_json_exists(ss_json_path(line, "process.args"))) {
		ss_strbuf_str(&v->shown, ": ");
		ss_text_args(v, line);
	}
	ss_text_parent(v, line);
}

/* "gone 2.1ms after SIGKILL, stuck-reads: killed by SIGKILL" */
static void put_kill(struct ss_view *v, struct ss_json_val line)
{
	bool gone = ss_text_is(ss_json_path(line, "reaper.result"), "gone");
	bool named = ss_json_exists(ss_json_path(line, "reaper.signal"));

	ss_text_process(v, line, "kill", gone ? DIM : RED);
	ss_text_path(v, line, "reaper.result");
	if (ss_json_exists(ss_json_path(line, "reaper.took_ns"))) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_took(v, line, "reaper.took_ns");
		ss_text_with(v, line, " after ", "reaper.signal");
		ss_strbuf_str(&v->shown, named ? "" : " after the signal");
	} else {
		ss_text_with(v, line, " ", "reaper.signal");
	}
	ss_text_with(v, line, " ", "reaper.error");
	ss_text_with(v, line, ", ", "reaper.rule");
	ss_text_with(v, line, ", ", "reaper.reason");
	ss_text_with(v, line, ": killed by ", "process.exit_signal");
	ss_text_with(v, line, ": status ", "process.exit_code");
	put_state(v, line);
}

/* "limit read, slow-reads: 20ms (p99 5ms of 1000)", "still learning (p99 of 12, enough: 100)" */
static void put_limit(struct ss_view *v, struct ss_json_val line)
{
	ss_text_time(v, line);
	ss_strbuf_str(&v->shown, "limit ");
	put_target(v, line);
	ss_text_with(v, line, " of ", "reaper.exe");
	ss_text_with(v, line, ", ", "reaper.rule");
	if (ss_json_exists(ss_json_path(line, "reaper.limit_ns"))) {
		ss_strbuf_str(&v->shown, ": ");
		ss_text_took(v, line, "reaper.limit_ns");
		ss_text_with(v, line, " (", "reaper.quantile");
		ss_strbuf_char(&v->shown, ' ');
		ss_text_took(v, line, "reaper.quantile_ns");
	} else {
		ss_text_with(v, line, ": still learning (", "reaper.quantile");
	}
	ss_text_with(v, line, " of ", "reaper.samples");
	ss_text_with(v, line, ", enough: ", "reaper.samples_needed");
	ss_strbuf_char(&v->shown, ')');
}

static void put_mass(struct ss_view *v, struct ss_json_val line)
{
	ss_text_time(v, line);
	if (is_true(ss_json_path(line, "mass.engaged"))) {
		ss_text_paint(v, RED);
		ss_text_with(v, line, "mass guard on: ", "mass.overdue");
		ss_strbuf_str(&v->shown, " overdue within ");
		ss_text_took(v, line, "mass.within_ns");
		ss_text_with(v, line, ", more than ", "mass.limit");
		ss_strbuf_str(&v->shown, ": only reported");
		ss_text_paint(v, PLAIN);
		return;
	}
	ss_text_with(v, line, "mass guard off: ", "mass.held");
	ss_strbuf_str(&v->shown, " signals held back in ");
	ss_text_took(v, line, "mass.duration_ns");
}

bool ss_text_reaper(struct ss_view *v, struct ss_json_val line, struct ss_json_val type)
{
	static const struct {
		const char *type;
		void (*put)(struct ss_view *v, struct ss_json_val line);
	} kinds[] = {
		{ "reaper.overdue", put_overdue },
		{ "reaper.kill", put_kill },
		{ "reaper.limit", put_limit },
		{ "reaper.mass", put_mass },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (ss_text_is(type, kinds[i].type)) {
			kinds[i].put(v, line);
			return true;
		}
	return false;
}
