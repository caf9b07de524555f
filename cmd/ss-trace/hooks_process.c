// SPDX-License-Identifier: BSD-2-Clause
/* How the lives of processes are seen. */
#include "hooks.h"

#if defined(__x86_64__)
#define SYSCALL_FN "__x64_sys_"
#elif defined(__aarch64__)
#define SYSCALL_FN "__arm64_sys_"
#else
#error "the names of this architecture's system call functions are not known"
#endif

static const struct hook_way ways[] = {
	{ SS_EVENT_FORK, HOOK_TP_BTF, false, "tp_btf/sched_process_fork", { { "on_fork", NULL } } },
	{ SS_EVENT_EXEC, HOOK_TP_BTF, false, "tp_btf/sched_process_exec", { { "on_exec", NULL } } },
	{ SS_EVENT_EXIT, HOOK_TP_BTF, false, "tp_btf/sched_process_exit", { { "on_exit", NULL } } },
	/* Failed execs: on the return of execve where that costs nobody else. */
	{ SS_EVENT_EXEC_FAILED,
	  HOOK_FEXIT,
	  false,
	  "fexit/" SYSCALL_FN "execve",
	  { { "on_execve_return", SYSCALL_FN "execve" },
	    { "on_execveat_return", SYSCALL_FN "execveat" } } },
	{ SS_EVENT_EXEC_FAILED,
	  HOOK_CALL,
	  true,
	  "tracepoint/syscalls/sys_exit_execve",
	  { { "on_execve_enter", "syscalls/sys_enter_execve" },
	    { "on_execve_exit", "syscalls/sys_exit_execve" },
	    { "on_execveat_enter", "syscalls/sys_enter_execveat" },
	    { "on_execveat_exit", "syscalls/sys_exit_execveat" } } },
};

const struct hook_domain process_hooks = { ways, sizeof(ways) / sizeof(ways[0]), NULL };
