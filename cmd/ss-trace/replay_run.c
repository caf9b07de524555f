// SPDX-License-Identifier: BSD-2-Clause
/* Print a recording: all at once, or in its own rhythm. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/json_line.h"
#include "core/log.h"
#include "core/loop.h"
#include "core/out.h"
#include "event/view.h"
#include "record/record.h"
#include "replay.h"

#define EARLY_NS (SS_NS_PER_SEC / 1000) /* not worth a pause */
#define STEP_NS	 SS_NS_PER_SEC		/* back by more than this: the clock was set */

#define STOPPED -ECANCELED /* by a signal: not an error */

struct replay {
	const struct replay_options *opt;
	const char *name; /* of the file */
	int fd;
	struct ss_record_reader *reader;
	struct ss_json_doc *doc;
	struct ss_strbuf type, text;
	struct ss_loop *loop;
	struct ss_out out;
	struct ss_view view;

	uint64_t permille;	     /* speed; 0: no pauses */
	uint64_t base_ts, base_mono; /* a line of this time was printed at that */
	uint64_t last_ts, first_ts;
	uint64_t lines, bad, events;
	bool failed; /* and it has been said why */
	bool stuck;  /* nothing more can be written */
};

static int flush(struct replay *r)
{
	int err = r->stuck ? -EPIPE : ss_out_flush(&r->out);

	if (err)
		r->stuck = true;
	if (err && err != -EPIPE) {
		r->failed = true;
		ss_error(err, "%s", ss_out_why(err, "cannot write events"));
	}
	return err;
}

/* Until FD (-1: none) is readable or the time is over; a signal or a gone reader ends it. */
static int pause_for(struct replay *r, int fd, const struct timespec *time)
{
	struct pollfd p[] = {
		{ .fd = ss_loop_signal_fd(r->loop), .events = POLLIN },
		{ .fd = STDOUT_FILENO },
		{ .fd = fd, .events = POLLIN },
	};

	if (ppoll(p, 3, time, NULL) < 0)
		return errno == EINTR ? 0 : -errno;
	if (p[0].revents)
		return STOPPED;
	return p[1].revents & (POLLERR | POLLHUP) ? -EPIPE : 0;
}

/* Before each read, which may have to wait. */
static int before_read(void *arg)
{
	struct replay *r = arg;
	int err = flush(r);

	return err ? err : pause_for(r, r->fd, NULL);
}

/* A recording begins, or its clock went back: the pauses are counted from here. */
static bool anew(const struct replay *r, const struct replay_line *line, uint64_t ts)
{
	static const char start[] = "meta.start";

	return !r->last_ts || ts + STEP_NS < r->last_ts ||
	       (line->type_len == strlen(start) && !memcmp(line->type, start, strlen(start)));
}

static int keep_time(struct replay *r, const struct replay_line *line, uint64_t ts)
{
	uint64_t now = ss_clock_mono(), due, after;
	struct timespec time;
	int err;

	if (anew(r, line, ts)) {
		r->base_ts = ts;
		r->base_mono = now;
	}
	r->last_ts = ts;
	after = ts > r->base_ts ? ts - r->base_ts : 0;
	due = r->base_mono + after / r->permille * 1000 + after % r->permille * 1000 / r->permille;
	if (due <= now + EARLY_NS)
		return 0;
	err = flush(r);
	time.tv_sec = (due - now) / SS_NS_PER_SEC;
	time.tv_nsec = (due - now) % SS_NS_PER_SEC;
	return err ? err : pause_for(r, -1, &time);
}

static bool time_of(struct replay *r, const struct replay_line *line, uint64_t *ts)
{
	const char *s;
	size_t len;

	return ss_json_string(ss_json_get(line->root, "ts", 2), &r->text, &s, &len) &&
	       !ss_clock_parse(s, len, ts);
}

static int bad_line(struct replay *r, const char *why)
{
	if (!r->bad++)
		ss_error(-EINVAL, "'%s', line %llu: %s", r->name, (unsigned long long)r->lines,
			 why);
	r->failed = true;
	return 0;
}

static int show(struct replay *r, const char *text, size_t len)
{
	size_t start = r->out.buf.len;
	int err;

	ss_strbuf_add(&r->out.buf, text, len);
	ss_strbuf_char(&r->out.buf, '\n');
	err = ss_view_line(&r->view, &r->out.buf, start);
	if (err)
		return ss_error(err, "cannot show an event");
	return r->out.buf.len > SS_OUT_BATCH ? flush(r) : 0;
}

/* 0, 1: all that is asked for has been printed, or -errno. */
static int take_line(struct replay *r, const char *text, size_t len)
{
	struct ss_json_error error = { .why = "too large" };
	struct replay_line line = { 0 };
	uint64_t ts;
	int err;

	r->lines++;
	err = ss_json_parse(r->doc, text, len, &error);
	line.root = ss_json_root(r->doc);
	if (err == -ENOMEM)
		return err;
	if (err)
		return bad_line(r, error.why);
	if (!ss_json_string(ss_json_get(line.root, "type", 4), &r->type, &line.type,
			    &line.type_len))
		return bad_line(r, "no event: it has no type");
	line.meta = line.type_len > 5 && !memcmp(line.type, "meta.", 5);
	if (time_of(r, &line, &ts)) {
		if (!r->first_ts)
			r->first_ts = ts;
		if (r->opt->duration_ns && ts > r->first_ts &&
		    ts - r->first_ts > r->opt->duration_ns)
			return 1;
		err = r->permille ? keep_time(r, &line, ts) : 0;
	}
	if (err || !replay_wants(r->opt, &line, &r->text))
		return err;
	err = show(r, text, len);
	if (!err && !line.meta)
		err = ++r->events == r->opt->max_events;
	return err;
}

static void report_fault(struct replay *r, int err)
{
	struct ss_record_fault fault;

	ss_record_fault(r->reader, &fault);
	r->failed = true;
	if (err == -ENODATA)
		ss_error(0, "'%s' is cut off after %llu bytes: %s; %llu lines were whole", r->name,
			 (unsigned long long)fault.at, fault.why, (unsigned long long)r->lines);
	else
		ss_error(0, "'%s' is corrupt: the frame at byte %llu is left out (%s)", r->name,
			 (unsigned long long)fault.frame, fault.why);
}

static int read_lines(struct replay *r)
{
	const char *line;
	size_t len;
	int n;

	for (;;) {
		n = ss_record_next(r->reader, &line, &len);
		if (n == -EBADMSG || n == -ENODATA) {
			report_fault(r, n);
			continue;
		}
		if (n == 1)
			n = take_line(r, line, len);
		else if (!n)
			return 0;
		else if (n != STOPPED && n != -EPIPE && !r->stuck)
			ss_error(n, "cannot read '%s', line %llu", r->name,
				 (unsigned long long)r->lines + 1);
		if (n)
			return n;
	}
}

static int finish(struct replay *r, int n)
{
	int err = r->stuck || n == -EPIPE ? 0 : flush(r);

	if (r->bad > 1)
		ss_error(0, "'%s': %llu lines are no events, and left out", r->name,
			 (unsigned long long)r->bad);
	if (n < 0 && n != STOPPED)
		return n;
	return err ? err : r->failed ? SS_EXIT_FAILURE : 0;
}

static int set_up(struct replay *r)
{
	int err;

	r->loop = ss_loop_new();
	r->doc = ss_json_doc_new();
	r->reader = ss_record_reader_new(r->fd, before_read, r);
	if (!r->loop || !r->doc || !r->reader)
		return ss_error(-errno, "cannot start");
	ss_out_init(&r->out, STDOUT_FILENO, ss_loop_signal_fd(r->loop));
	err = ss_view_init(&r->view, r->opt->format, r->opt->fields, r->opt->color);
	if (err == -EINVAL)
		return ss_cli_try_help(); /* --fields, and it has been said */
	return err ? ss_error(err, "cannot start") : 0;
}

int replay_run(const struct replay_options *opt, uint64_t permille, const char *file)
{
	bool is_stdin = !strcmp(file, "-");
	struct replay r = { .opt = opt, .permille = permille, .fd = STDIN_FILENO };
	int err;

	r.name = is_stdin ? "standard input" : file;
	r.out.own_fd = -1;
	if (!is_stdin)
		r.fd = open(file, O_RDONLY | O_CLOEXEC);
	if (r.fd < 0)
		return ss_error(-errno, "cannot open '%s'", file);
	err = set_up(&r);
	if (!err)
		err = finish(&r, read_lines(&r));
	ss_view_fini(&r.view);
	ss_out_fini(&r.out);
	ss_record_reader_free(r.reader);
	ss_json_doc_free(r.doc);
	ss_strbuf_fini(&r.type);
	ss_strbuf_fini(&r.text);
	ss_loop_free(r.loop);
	if (!is_stdin)
		close(r.fd);
	return err;
}
