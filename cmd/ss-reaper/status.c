// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper status - the command line */
#include "status.h"

#include <errno.h>
#include <stdio.h>

#include "bpf/object.h"
#include "bpf/pin.h"
#include "core/log.h"

enum { AS_TEXT, AS_JSON, AS_METRICS };

static int format;

static const struct ss_opt options[] = {
	{ "format", 0, "text|json|prometheus", SS_OPT_CHOICE, &format,
	  "for people, programs, or a scrape" },
	{ 0 },
};

const struct ss_cmd status_command = {
	.name = "ss-reaper",
	.verb = "status",
	.summary = "Show what instances of ss-reaper watch have seen and done, running or pinned.",
	.operands = "[NAME]",
	.names = SS_PIN_ROOT "/reaper",
	.options = options,
};

static int print(const struct status_list *list)
{
	struct ss_strbuf out = { 0 };
	int err = 0;

	if (format == AS_JSON)
		err = status_json(list, &out);
	else if (format == AS_METRICS)
		status_metrics(list, &out);
	else
		status_text(list, &out);
	err = err ? ss_error(err, "cannot print") : ss_cli_print(&out);
	ss_strbuf_fini(&out);
	return err;
}

int status_main(int argc, char **argv)
{
	struct status_list list = { 0 };
	const char *name = argc ? argv[0] : NULL;
	int err;

	if (argc > 1)
		ss_cli_usage("unexpected operand '%s'", argv[1]);
	ss_bpf_init();
	err = status_gather(&list, name);
	if (!err && !list.count) {
		ss_error(0, name ? "there is no instance '%s'" : "there is no instance", name);
		err = SS_EXIT_NO;
	}
	if (!err)
		err = print(&list);
	status_free(&list);
	return err;
}
