// SPDX-License-Identifier: BSD-2-Clause
/* Telemetry as lines on standard input: {"battery":17}. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "breaker/reading.h"
#include "core/json_line.h"
#include "core/log.h"
#include "sources.h"

#define BAD_TOLD      5 /* bad lines that are told one by one */
#define LINE_MAX_SIZE (64u << 10)

static void bad(struct sources *all, const struct ss_line *line, const char *why)
{
	if (all->bad_lines++ < BAD_TOLD)
		ss_warn("standard input, line %llu: %s", (unsigned long long)line->number, why);
}

/* Once: it may be a misspelt member, or lines of something else beside those that are meant. */
static void nobody(struct sources *all, const struct ss_line *line)
{
	struct ss_strbuf wanted = { 0 };

	if (all->told_nobody)
		return;
	all->told_nobody = true;
	for (int i = 0; i < all->r->profile.rules.sources; i++)
		if (all->all[i].spec->kind == SS_SOURCE_STDIN)
			ss_strbuf_printf(&wanted, "%s'%.60s'", wanted.len ? " or " : "",
					 all->all[i].spec->what);
	if (!wanted.err && wanted.len)
		ss_warn("standard input, line %llu: it has no %s, and says nothing here",
			(unsigned long long)line->number, wanted.data);
	ss_strbuf_fini(&wanted);
}

static bool is_listened_to(const struct sources *all, const char *name)
{
	for (int i = 0; i < all->r->profile.rules.sources; i++)
		if (all->all[i].spec->kind == SS_SOURCE_STDIN &&
		    !strcmp(all->all[i].spec->what, name))
			return true;
	return false;
}

/* Once: what --stdin is about is told, and there is no source for it. */
static void unheard(struct sources *all, const struct ss_line *line, struct ss_json_val root)
{
	for (int kind = SS_SOURCE_BATTERY; kind <= SS_SOURCE_THERMAL; kind++) {
		const char *name = ss_source_kind_names[kind];

		if (!all->r->opt->from_stdin || all->told_unheard || is_listened_to(all, name) ||
		    !ss_json_exists(ss_json_get(root, name, strlen(name))))
			continue;
		all->told_unheard = true;
		ss_warn("standard input, line %llu: it has '%s', but no source '%s: %s' is there "
			"to hear it",
			(unsigned long long)line->number, name, name,
			kind == SS_SOURCE_BATTERY ? "system" : "any");
	}
}

/* *any: it is about S.  A result for the loop. */
static int take_member(struct source *s, struct ss_json_val root, bool *any)
{
	int64_t value = 0;
	int err = ss_reading_member(root, s->spec->what, &value);

	if (err == -ENOENT)
		return 0;
	*any = true;
	if (err)
		return source_failed(s, "'%.60s' is no number", s->spec->what);
	if (s->spec->percent && !ss_reading_is_percent(value))
		return source_failed(s, "'%.60s' is no percentage: not within 0 and 100",
				     s->spec->what);
	return source_value(s, value, false);
}

/* A line may have values of several sources, and much that is none of our business. */
static int take(struct sources *all, const struct ss_line *line)
{
	const char *why;
	int err = ss_json_parse_line(all->doc, line, &why);
	struct ss_json_val root = ss_json_root(all->doc);
	bool any = false;

	if (err) {
		bad(all, line, why);
		return 0;
	}
	for (int i = 0; i < all->r->profile.rules.sources && !err; i++)
		if (all->all[i].spec->kind == SS_SOURCE_STDIN)
			err = take_member(&all->all[i], root, &any);
	if (!any)
		nobody(all, line);
	else
		unheard(all, line, root);
	return err;
}

/* It has ended, or cannot be read: what it said last does not hold for ever. */
static int over(struct sources *all, const char *why)
{
	int err = 0;

	all->input_over = true;
	ss_loop_remove_fd(all->r->loop, all->in.fd);
	for (int i = 0; i < all->r->profile.rules.sources && !err; i++)
		if (all->all[i].spec->kind == SS_SOURCE_STDIN)
			err = source_failed(&all->all[i], "%s", why);
	return err;
}

static int on_input(void *arg)
{
	struct sources *all = arg;
	int n, err = 0;

	do {
		struct ss_line line;

		n = ss_ndjson_next(all->input, &line);
		if (n == 1 && !ss_line_is_blank(&line))
			err = take(all, &line);
		else if (n == -EMSGSIZE)
			bad(all, &line, "too long");
	} while (!err && (n == 1 || n == -EMSGSIZE) && ss_ndjson_pending(all->input));
	if (!n)
		return over(all, "standard input has ended");
	if (!err && n < 0 && n != -EAGAIN && n != -EMSGSIZE)
		return over(all, "standard input cannot be read");
	return err;
}

int input_start(struct sources *all)
{
	int err = ss_input_open(&all->in);

	if (err)
		return err;
	all->input = ss_ndjson_new(all->in.fd, LINE_MAX_SIZE);
	if (!all->input)
		return -errno;
	return ss_loop_add_fd(all->r->loop, all->in.fd, on_input, all);
}

void input_stop(struct sources *all)
{
	ss_ndjson_free(all->input);
	ss_input_close(&all->in);
}
