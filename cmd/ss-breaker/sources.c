// SPDX-License-Identifier: BSD-2-Clause
/* Where values come from: begun, read again and again, ended. */
#include "sources.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "breaker/reading.h"
#include "core/clock.h"
#include "core/log.h"

#define READ_LIMIT (SS_NS_PER_SEC / 2) /* who reads does not wait longer for a device */

static const struct {
	int (*start)(struct source *s);
	int (*poll)(struct source *s);
	void (*stop)(struct source *s);
} kinds[SS_SOURCE_KINDS] = {
	[SS_SOURCE_BATTERY] = { power_start, power_poll, NULL },
	[SS_SOURCE_THERMAL] = { heat_start, heat_poll, NULL },
	[SS_SOURCE_PRESSURE] = { pressure_start, pressure_poll, pressure_stop },
	[SS_SOURCE_FILE] = { file_start, file_poll, file_stop },
	[SS_SOURCE_COMMAND] = { command_start, command_poll, command_stop },
	[SS_SOURCE_STDIN] = { NULL, NULL, NULL },
};

int source_value(struct source *s, int64_t value, bool idle)
{
	*s->why = 0;
	return govern_sample(s->r, s->number, value, idle);
}

int source_failed(struct source *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, args);
	va_end(args);
	return govern_failed(s->r, s->number, s->why);
}

void source_missing(const struct source *s, const char *kind, const struct ss_strbuf *names)
{
	ss_warn("there is no %s '%.60s', it is waited for; %s%s", kind, s->spec->what,
		names->len ? "there are: " : "nor any other", names->len ? names->data : "");
}

int source_read(struct source *s, const char *path)
{
	ss_strbuf_clear(&s->text);
	return ss_slow_read(s->r->sources->slow, path, SOURCE_BYTES, READ_LIMIT, &s->text);
}

int source_text(struct source *s, const char *text, size_t len)
{
	struct ss_json_doc *doc = s->r->sources->doc;
	int64_t value = 0;
	int err;

	if (!s->spec->key) {
		err = ss_reading_number(text, len, &value);
		return err ? source_failed(s, "it says no number") : source_value(s, value, false);
	}
	err = ss_json_parse(doc, text, len, NULL);
	if (err)
		return source_failed(s, "it says no JSON");
	err = ss_reading_member(ss_json_root(doc), s->spec->key, &value);
	if (err == -ENOENT)
		return source_failed(s, "it says nothing of '%.60s'", s->spec->key);
	return err ? source_failed(s, "'%.60s' is no number", s->spec->key)
		   : source_value(s, value, false);
}

const char *sources_why(const struct run *r, int source)
{
	const char *why = r->sources ? r->sources->all[source].why : "";

	return *why ? why : "it says nothing";
}

static int on_timer(void *arg)
{
	struct source *s = arg;

	return kinds[s->spec->kind].poll(s);
}

static int begin(struct source *s)
{
	int err = kinds[s->spec->kind].start ? kinds[s->spec->kind].start(s) : 0;

	if (err || !kinds[s->spec->kind].poll)
		return err;
	s->timer = ss_loop_add_timer(s->r->loop, on_timer, s);
	if (!s->timer)
		return -errno;
	err = ss_timer_set(s->timer, s->spec->every_ns, s->spec->every_ns);
	return err ? err : on_timer(s);
}

int sources_start(struct run *r)
{
	struct sources *all = r->sources = calloc(1, sizeof(*all));
	bool batteries = false, input = false;
	int err = 0;

	if (!all)
		return ss_error(-ENOMEM, "cannot start");
	all->r = r;
	all->uevents = -1;
	all->in = (struct ss_input){ .fd = -1, .flags = -1 };
	all->slow = ss_slow_new();
	all->doc = ss_json_doc_new();
	if (!all->slow || !all->doc)
		return ss_error(-ENOMEM, "cannot start");
	for (int i = 0; i < r->profile.rules.sources; i++) {
		struct source *s = &all->all[i];

		*s = (struct source){ .r = r, .number = i, .spec = &r->profile.sources[i] };
		s->fd = s->child_fd = -1;
		batteries |= s->spec->kind == SS_SOURCE_BATTERY;
		input |= s->spec->kind == SS_SOURCE_STDIN;
	}
	for (int i = 0; i < r->profile.rules.sources && !err; i++)
		err = begin(&all->all[i]);
	if (!err && batteries)
		err = power_listen(all);
	if (!err && input)
		err = input_start(all);
	return err < 0 ? run_fail(r, err, "cannot begin to read a source") : err;
}

void sources_stop(struct run *r)
{
	struct sources *all = r->sources;

	if (!all)
		return;
	for (int i = 0; i < r->profile.rules.sources; i++) {
		struct source *s = &all->all[i];

		if (s->spec && kinds[s->spec->kind].stop)
			kinds[s->spec->kind].stop(s);
		ss_strbuf_fini(&s->text);
	}
	input_stop(all);
	if (all->uevents >= 0)
		close(all->uevents);
	ss_slow_free(all->slow);
	ss_json_doc_free(all->doc);
	free(all);
	r->sources = NULL;
}
