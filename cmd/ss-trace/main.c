// SPDX-License-Identifier: BSD-2-Clause
/* ss-trace - print what processes do as JSON lines */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/cli.h"
#include "replay.h"
#include "trace.h"

#define ARGS_MIN (4u << 10) /* a failed exec's arguments are read by so much at a time */
#define ARGS_MAX (1u << 20)

static struct trace_options opt = {
	.args_max = 128 << 10,
	.ring_size = 4 << 20,
	.bulk_size = 4 << 20,
	.slower_than_ns = TRACE_ANY_TIME,
	.syscall_bytes = 64,
};

static const struct ss_opt options[] = {
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events,
	  "stop after N events (meta lines not counted)" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns,
	  "stop after TIME (10s, 500ms)" },
	SS_FILTER_ROWS(opt.filter),
	{ "syscall", 'S', "NAMES", SS_OPT_LIST, &opt.syscalls, "these system calls: openat,read" },
	{ "errors", 0, NULL, SS_OPT_FLAG, &opt.failed_calls, "of these only those that fail" },
	{ "slower-than", 0, "TIME", SS_OPT_DURATION, &opt.slower_than_ns,
	  "only those that take so long (5ms)" },
	{ "syscall-bytes", 0, "SIZE", SS_OPT_SIZE, &opt.syscall_bytes,
	  "bytes of each of their buffers (64)" },
	{ "uprobe", 0, "SPEC", SS_OPT_LIST, &opt.uprobes,
	  "this place: libssl:SSL_write(ptr,str@3,int)" },
	{ "format", 'f', "json|text", SS_OPT_CHOICE, &opt.format,
	  "lines for programs or for people" },
	{ "fields", 'F', "LIST", SS_OPT_STR, &opt.fields,
	  "only these fields: process.pid,process.exe" },
	{ "snapshot", 's', NULL, SS_OPT_FLAG, &opt.snapshot, "first print every process there is" },
	{ "container-names", 0, NULL, SS_OPT_FLAG, &opt.container_names,
	  "tell what containers are called, once known" },
	{ "container-root", 0, "DIR", SS_OPT_STR, &opt.container_root,
	  "their runtimes' files are below DIR" },
	{ "record", 0, "FILE", SS_OPT_STR, &opt.record, "also keep the lines in FILE, for replay" },
	{ "color", 0, "auto|always|never", SS_OPT_CHOICE, &opt.color, "colour in text" },
	{ "count", 0, "by=KEY,...", SS_OPT_STR, &opt.count_by,
	  "print counts by type, exe, pid ..., no events" },
	{ "every", 0, "TIME", SS_OPT_DURATION, &opt.every_ns, "print counts and costs so often" },
	{ "top", 0, "N", SS_OPT_U64, &opt.top, "only the N largest counts" },
	{ "histogram", 0, NULL, SS_OPT_FLAG, &opt.histogram, "and how long what is counted took" },
	{ "rate", 0, "TYPE=N/s", SS_OPT_LIST, &opt.rate, "at most N of this type (/s, /m, /h)" },
	{ "rate-process", 0, "N/s", SS_OPT_STR, &opt.rate_process, "at most N of each process" },
	{ "sample", 0, "[TYPE=]1/N", SS_OPT_LIST, &opt.sample, "only one of N, drawn by lot" },
	{ "cost", 0, NULL, SS_OPT_FLAG, &opt.cost, "measure what the BPF programs cost" },
	{ "args-max", 0, "SIZE", SS_OPT_SIZE, &opt.args_max, "bytes of arguments kept (128k)" },
	{ "ring-size", 0, "SIZE", SS_OPT_SIZE, &opt.ring_size,
	  "room between kernel and reader (4M)" },
	{ "bulk-size", 0, "SIZE", SS_OPT_SIZE, &opt.bulk_size,
	  "room for what comes in thousands (4M)" },
	{ "buffer", 0, "auto|ring|perf", SS_OPT_CHOICE, &opt.buffer, "how records cross" },
	{ 0 },
};

static const struct ss_cmd *const verbs[] = { &replay_command, NULL };

static const struct ss_cmd command = {
	.name = "ss-trace",
	.summary =
		"Print what processes do, as JSON lines.  TYPE: file.open, open, a class (process\n"
		"file net dns tls kernel ns fs io_uring), security, default, all.",
	.operands = "[TYPE[,TYPE]...]",
	.words = ss_type_words,
	.options = options,
	.verbs = verbs,
};

static void select_type(const char *word, size_t len)
{
	uint64_t types = ss_types_named(word, len, &opt.asked);

	if (!len)
		ss_cli_usage("an empty event type; commas have no space around them: exec,file");
	if (!types)
		ss_cli_usage("unknown event type '%.*s' (ss-trace --help names the sets, "
			     "ss-events(5) the types)",
			     (int)len, word);
	opt.selected |= types;
}

static void select_types(const char *list)
{
	while (true) {
		size_t len = strcspn(list, ",");

		select_type(list, len);
		if (!list[len])
			return;
		list += len + 1;
	}
}

static void check_ring(const char *option, uint64_t size)
{
	if (size < (uint64_t)getpagesize() || size > RING_MAX || size & (size - 1))
		ss_cli_usage("%s: a power of two, from 4k to 1G", option);
}

static void check_sizes(void)
{
	if (opt.args_max < ARGS_MIN || opt.args_max > ARGS_MAX)
		ss_cli_usage("--args-max: from 4k to 1M");
	check_ring("--ring-size", opt.ring_size);
	check_ring("--bulk-size", opt.bulk_size);
	if (opt.every_ns && !opt.count_by && !opt.cost)
		ss_cli_usage("--every goes with --count or --cost");
	if (opt.container_root && !opt.container_names)
		ss_cli_usage("--container-root goes with --container-names");
}

int main(int argc, char **argv)
{
	int first = ss_cli_start(&command, argc, argv);

	if (ss_cli_command() == &replay_command)
		return ss_cli_finish(replay_main(argc - first, argv + first));
	if (first == argc && !opt.syscalls.count && !opt.uprobes.count)
		select_types("default");
	for (int i = first; i < argc; i++)
		select_types(argv[i]);
	calls_select(&opt);
	check_sizes();
	ss_bpf_init();
	return ss_cli_finish(trace_run(&opt));
}
