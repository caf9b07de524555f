// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker status - the command line */
#include "status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "bpf/object.h"
#include "core/clock.h"
#include "core/log.h"
#include "event/event.h"
#include "instance.h"
#include "live.h"
#include "screen.h"
#include "verbs.h"

enum { AS_TEXT, AS_JSON, AS_METRICS };

static int format;
static bool watch;
static size_t strange; /* of another version */
static uint64_t every_ns = SS_NS_PER_SEC, looks;

static const struct ss_opt options[] = {
	{ "watch", 'w', NULL, SS_OPT_FLAG, &watch, "again and again, with a plot" },
	{ "every", 0, "TIME", SS_OPT_DURATION, &every_ns, "so often (1s)" },
	{ "max-events", 'n', "N", SS_OPT_U64, &looks, "stop after N looks (0: never)" },
	{ "format", 0, "text|json|prometheus", SS_OPT_CHOICE, &format,
	  "for people, programs, or a scrape" },
	{ 0 },
};

const struct ss_cmd status_command = {
	.name = "ss-breaker",
	.verb = "status",
	.summary = "Show the level in force, what the sources say, and what became of packets.",
	.operands = "[NAME]",
	.options = options,
};

/* One stream for all looks: its lines are counted.  It goes with the process. */
static int print_json(const struct status_list *list, struct ss_strbuf *out)
{
	static struct ss_stream stream;
	int err = stream.seq ? 0 : ss_stream_init(&stream, 1);

	return err ? err : status_json(&stream, list, out);
}

static int print(const struct status_list *list)
{
	struct ss_strbuf out = { 0 };
	int err = 0;

	if (format == AS_JSON)
		err = print_json(list, &out);
	else if (format == AS_METRICS)
		status_metrics(list, &out);
	else
		status_text(list, &out);
	if (watch && format == AS_TEXT)
		screen_fit(&out);
	err = err ? ss_error(err, "cannot print") : ss_cli_print(&out);
	ss_strbuf_fini(&out);
	return err;
}

struct burial {
	const struct status_list *list;
	const char *name; /* NULL: all */
	bool told;
};

static int is_strange(void *arg, const char *name, const char *ifname, int owner)
{
	(void)arg;
	(void)name;
	(void)ifname;
	(void)owner;
	return 1;
}

/* One that is left is none of these: its line says that nobody runs it. */
static void bury(void *arg, const char *name, int pid)
{
	struct burial *b = arg;

	for (size_t i = 0; i < b->list->count; i++)
		if (!strcmp(b->list->all[i].info.name, name))
			return;
	if ((b->name && strcmp(b->name, name) != 0) || planes_strange(name, is_strange, NULL))
		return;
	b->told = true;
	ss_warn("'%s' is no more: process %d, which ran it, was killed; everything passes", name,
		pid);
	live_forget(name);
}

/* NAME is the instance's; SAID how it was asked for. */
static int look(struct status_list *list, const char *name, const char *said)
{
	struct burial b = { .list = list, .name = name };
	int err = status_gather(list, name);

	if (!err && !list->failed)
		live_each_dead(bury, &b);
	if (!err && !strange) /* once, of many looks */
		strange = planes_tell_strange(name);
	if (err || list->count)
		return err;
	if (list->failed)
		return SS_EXIT_FAILURE;
	if (b.told || strange)
		return SS_EXIT_NO;
	ss_error(0, name ? "there is no instance '%s'" : "there is no instance", said);
	return SS_EXIT_NO;
}

static int watch_all(const char *name, const char *said)
{
	struct status_list list = { 0 }, before = { 0 };
	int signals = again_signals(), err, stop = 0;
	bool failed = false;

	if (signals < 0)
		return ss_error(signals, "cannot watch");
	do {
		err = look(&list, name, said);
		failed |= list.failed;
		if (!err)
			status_follow(&list, &before);
		if (!err)
			err = print(&list);
		status_free(&before);
		before = list;
		list = (struct status_list){ 0 };
		if (looks && !--looks)
			break;
		if (!err)
			stop = again_wait(signals, every_ns);
	} while (!err && !stop);
	status_free(&before);
	close(signals);
	return err ? err : stop < 0 ? stop : failed ? SS_EXIT_FAILURE : 0;
}

int status_main(int argc, char **argv)
{
	char clean[SS_BREAKER_INSTANCE_MAX];
	struct status_list list = { 0 };
	const char *name = NULL;
	int err;

	if (argc > 1)
		ss_cli_usage("unexpected operand '%s'", argv[1]);
	if (every_ns < SS_NS_PER_SEC / 100)
		ss_cli_usage("--every: at most every 10ms");
	if (every_ns > AGAIN_MAX)
		ss_cli_usage("--every: at least every 24h");
	if (!watch && (looks || every_ns != SS_NS_PER_SEC))
		ss_cli_usage("--every and -n go with --watch");
	if (argc) {
		instance_name(argv[0], clean);
		name = clean;
	}
	ss_bpf_init();
	if (watch)
		return watch_all(name, argv[0]);
	err = look(&list, name, argv[0]);
	if (!err)
		err = print(&list);
	if (!err && list.failed)
		err = SS_EXIT_FAILURE;
	status_free(&list);
	return err;
}
