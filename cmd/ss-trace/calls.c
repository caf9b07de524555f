// SPDX-License-Identifier: BSD-2-Clause
/* --syscall: which system calls. */
#include <string.h>

#include "core/cli.h"
#include "core/nearest.h"
#include "trace.h"

static _Noreturn void unknown(const char *name, size_t len)
{
	char word[64];
	const char *near = NULL;
	int best = 0;

	if (len < sizeof(word)) {
		memcpy(word, name, len);
		word[len] = 0;
		for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++)
			if (ss_syscall_name(nr) && ss_nearer(word, ss_syscall_name(nr), &best))
				near = ss_syscall_name(nr);
	}
	ss_cli_usage("--syscall: there is no system call '%.*s'%s%s%s", (int)len, name,
		     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static void select_call(struct trace_calls *calls, const char *name, size_t len)
{
	int nr;

	if (len == 3 && !memcmp(name, "all", 3)) {
		calls->all = true;
		return;
	}
	nr = ss_syscall_number(name, len);
	if (nr < 0)
		unknown(name, len);
	/* It returns to where a signal came in, with the registers of then. */
	if (len == 12 && !memcmp(name, "rt_sigreturn", 12))
		ss_cli_usage("--syscall: of rt_sigreturn the kernel tells nothing");
	if (!trace_call_wanted(calls, nr))
		calls->count++;
	calls->wanted[nr / 64] |= UINT64_C(1) << nr % 64;
}

void calls_select(struct trace_options *opt)
{
	for (size_t i = 0; i < opt->syscalls.count; i++) {
		const char *list = opt->syscalls.items[i];

		while (true) {
			size_t len = strcspn(list, ",");

			select_call(&opt->calls, list, len);
			if (!list[len])
				break;
			list += len + 1;
		}
	}
	if (opt->selected & SS_TYPE_BIT(SS_EVENT_SYSCALL) && !opt->syscalls.count)
		ss_cli_usage("syscall: which system calls? (--syscall NAME)");
	if (opt->selected & SS_TYPE_BIT(SS_EVENT_UPROBE) && !opt->uprobes.count)
		ss_cli_usage("uprobe: where? (--uprobe FILE:FUNCTION)");
	if (!opt->syscalls.count && (opt->failed_calls || opt->slower_than_ns != TRACE_ANY_TIME))
		ss_cli_usage("--errors and --slower-than are about --syscall");
	if (opt->syscall_bytes > SS_SYSCALL_BYTES_MAX)
		ss_cli_usage("--syscall-bytes: at most %dk", SS_SYSCALL_BYTES_MAX >> 10);
	if (opt->syscalls.count)
		opt->selected |= SS_TYPE_BIT(SS_EVENT_SYSCALL);
	if (opt->uprobes.count)
		opt->selected |= SS_TYPE_BIT(SS_EVENT_UPROBE);
}
