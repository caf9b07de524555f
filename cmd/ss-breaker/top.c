// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker top: who talks, counted in the kernel while somebody looks and not otherwise. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "bpf/object.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "core/log.h"
#include "event/event.h"
#include "instance.h"
#include "screen.h"
#include "verbs.h"

enum { AS_TEXT, AS_JSON };

static int format, class = -1;
static uint64_t every_ns = 2 * SS_NS_PER_SEC, looks, rows = 20;
static const char *class_name;

static const struct ss_opt options[] = {
	{ "class", 0, "CLASS", SS_OPT_STR, &class_name, "only those of a class" },
	{ "rows", 0, "N", SS_OPT_U64, &rows, "so many at most (20)" },
	{ "every", 0, "TIME", SS_OPT_DURATION, &every_ns, "so often (2s)" },
	{ "max-events", 'n', "N", SS_OPT_U64, &looks, "stop after N looks (0: never)" },
	{ "format", 0, "text|json", SS_OPT_CHOICE, &format, "for people or for programs" },
	{ 0 },
};

const struct ss_cmd top_command = {
	.name = "ss-breaker",
	.verb = "top",
	.summary = "Show who sends and receives the most packets of each class, and how many are\n"
		   "dropped.  They are counted only while this runs.",
	.operands = "[NAME]",
	.options = options,
};

/* What one look is about. */
struct look {
	bool first;
	uint64_t began_ns, counted_ns; /* since when, and for how long has been counted */
	struct ss_stream stream;
	struct ss_strbuf out;
};

static const char *address(const struct plane_talker *t, char text[static INET6_ADDRSTRLEN])
{
	inet_ntop(t->family == 4 ? AF_INET : AF_INET6, t->addr, text, INET6_ADDRSTRLEN);
	return text;
}

static bool is_wanted(const struct plane_talker *t)
{
	return class < 0 || (int)t->class == class;
}

static void put_text(struct look *l, const struct plane_talker *all, size_t count)
{
	char text[INET6_ADDRSTRLEN];
	double s = l->counted_ns / 1e9;
	uint64_t shown = 0;

	for (size_t i = 0; i < count && shown < rows; i++) {
		const struct plane_talker *t = &all[i];

		if (!is_wanted(t))
			continue;
		if (!shown++)
			ss_strbuf_printf(&l->out, "%-4s%-15s%12s%12s%12s  %s\n", "", "class",
					 "packets/s", "kbit/s", "dropped/s", "address");
		ss_strbuf_printf(&l->out, "%-4s%-15s%12.1f%12.1f%12.1f  %s\n",
				 t->dir ? "out" : "in", ss_breaker_class_names[t->class],
				 t->packets / s, t->bytes * 8 / s / 1000, t->dropped / s,
				 address(t, text));
	}
	if (!shown)
		ss_strbuf_printf(&l->out, "no talkers%s%s in %.3g s\n",
				 class_name ? " of class " : "", class_name ? class_name : "", s);
	if (isatty(STDOUT_FILENO))
		screen_fit(&l->out);
	else
		ss_strbuf_char(&l->out, '\n');
}

static void put_talker(struct ss_json *w, const struct plane_talker *t)
{
	char text[INET6_ADDRSTRLEN];

	ss_json_object(w, NULL);
	ss_json_cstr(w, "direction", t->dir ? "out" : "in");
	ss_json_cstr(w, "class", ss_breaker_class_names[t->class]);
	ss_json_cstr(w, "address", address(t, text));
	ss_json_u64(w, "packets", t->packets);
	ss_json_u64(w, "bytes", t->bytes);
	ss_json_u64(w, "dropped", t->dropped);
	ss_json_end_object(w);
}

static void put_json(struct look *l, const struct plane_info *info, const struct plane_talker *all,
		     size_t count)
{
	uint64_t shown = 0;
	struct ss_json w;

	ss_json_init(&w, &l->out);
	ss_stream_begin(&l->stream, &w, "breaker.talkers", 0);
	ss_json_object(&w, "breaker");
	ss_json_bytes(&w, "instance", info->name, strlen(info->name));
	ss_json_bytes(&w, "interface", info->ifname, strlen(info->ifname));
	ss_json_u64(&w, "period_ns", l->counted_ns);
	ss_json_array(&w, "talkers");
	for (size_t i = 0; i < count && shown < rows; i++) {
		if (!is_wanted(&all[i]))
			continue;
		shown++;
		put_talker(&w, &all[i]);
	}
	ss_json_end_array(&w);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
}

/* If we are killed, counting ends soon by itself. */
static uint64_t most_ns(void)
{
	return 3 * every_ns;
}

/* What was counted since the last look; the first one only begins to count. */
static int on_instance(void *arg, struct plane *p, const struct plane_info *info)
{
	struct plane_talker *all = NULL;
	struct look *l = arg;
	size_t count = 0;
	int err = l->first ? 0 : plane_talkers(p, &all, &count);

	/* A machine that is busy looks later than it was to; the rates are those of that time. */
	l->counted_ns = ss_clock_mono() - l->began_ns;
	if (l->counted_ns > most_ns())
		l->counted_ns = most_ns();
	if (!err)
		err = plane_listen(p, most_ns(), true);
	l->began_ns = ss_clock_mono();
	if (!err && !l->first && format == AS_JSON)
		put_json(l, info, all, count);
	else if (!err && !l->first)
		put_text(l, all, count);
	free(all);
	return err ? ss_error(err, "cannot ask for talkers") : l->out.err;
}

static int end_listening(void *arg, struct plane *p, const struct plane_info *info)
{
	(void)arg;
	(void)info;
	return plane_listen(p, 0, true);
}

static int look_again_and_again(struct look *l, const char *name)
{
	int signals = again_signals(), err, stop = 0;
	uint64_t seen = 0;

	if (signals < 0)
		return ss_error(signals, "cannot watch");
	do {
		err = instance_do(name, on_instance, l);
		if (!err)
			err = ss_cli_print(&l->out);
		seen += !l->first;
		l->first = false;
		if (!err && !(looks && seen == looks))
			stop = again_wait(signals, every_ns);
	} while (!err && !stop && !(looks && seen == looks));
	if (!err || err == -EPIPE)
		instance_do(name, end_listening, NULL);
	close(signals);
	return err ? err : stop < 0 ? stop : 0;
}

static void choose_class(void)
{
	for (int i = 0; class_name && ss_breaker_class_names[i]; i++)
		if (!strcmp(class_name, ss_breaker_class_names[i]))
			class = i;
	if (class_name && class < 0)
		ss_cli_usage("--class: there is no class '%s'", class_name);
}

int top_main(int argc, char **argv)
{
	struct look l = { .first = true };
	int err;

	if (argc > 1)
		ss_cli_usage("unexpected operand '%s'", argv[1]);
	if (every_ns < SS_NS_PER_SEC / 10)
		ss_cli_usage("--every: at most every 100ms");
	if (every_ns > AGAIN_MAX)
		ss_cli_usage("--every: at least every 24h");
	if (!rows)
		ss_cli_usage("--rows: none at all");
	choose_class();
	ss_bpf_init();
	err = ss_stream_init(&l.stream, 1);
	if (err)
		return ss_error(err, "cannot start");
	err = look_again_and_again(&l, argc ? argv[0] : NULL);
	ss_stream_fini(&l.stream);
	ss_strbuf_fini(&l.out);
	return err;
}
