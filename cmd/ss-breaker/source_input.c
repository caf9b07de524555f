// SPDX-License-Identifier: BSD-2-Clause
/* Telemetry as lines on standard input: {"battery":17}. */
#include <errno.h>
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
	for (int i = 0; i < all->r->profile.rules.sources && !err; i++) {
		struct source *s = &all->all[i];
		int64_t value = 0;
		int found;

		if (s->spec->kind != SS_SOURCE_STDIN)
			continue;
		found = ss_reading_member(root, s->spec->what, &value);
		any |= found != -ENOENT;
		if (!found)
			err = source_value(s, value, false);
		else if (found != -ENOENT)
			err = source_failed(s, "'%.60s' is no number", s->spec->what);
	}
	if (!any)
		nobody(all, line);
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
