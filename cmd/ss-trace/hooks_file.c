// SPDX-License-Identifier: BSD-2-Clause
/* How what happens to files is seen. */
#include "hooks.h"

static const struct hook_way ways[] = {
	{ SS_EVENT_FILE_OPEN, HOOK_FEXIT, false, "fexit/do_filp_open", { { "on_open", NULL } } },
	{ SS_EVENT_FILE_OPEN,
	  HOOK_CALL,
	  false,
	  "tracepoint/syscalls/sys_exit_openat",
	  { { "on_open_exit", "syscalls/sys_exit_openat" },
	    { "on_open_exit", "?syscalls/sys_exit_open" },
	    { "on_open_exit", "?syscalls/sys_exit_creat" },
	    { "on_open_exit", "?syscalls/sys_exit_openat2" } } },
};

const struct hook_domain file_hooks = { ways, sizeof(ways) / sizeof(ways[0]), NULL };
