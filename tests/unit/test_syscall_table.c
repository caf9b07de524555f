// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>

#include "check.h"
#include "syscall/table.h"
#include "syscall/values.h"

struct row {
	const char *name;
	int x86_64, arm64;
	const char *args; /* as they are written in calls.h */
};

#define CALL(call, x86, arm, result, ...) { #call, x86, arm, #__VA_ARGS__ },
#define X86(call, x86, result, ...)	  { #call, x86, -1, #__VA_ARGS__ },

static const struct row rows[] = {
#include "syscall/calls.h"
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static int number_of(const struct row *r)
{
#ifdef __aarch64__
	return r->arm64;
#else
	return r->x86_64;
#endif
}

static void names_and_numbers(void)
{
	int known = 0, here = 0;

	for (int i = 0; i < ROWS; i++) {
		int nr = number_of(&rows[i]);

		check(ss_syscall_number(rows[i].name, strlen(rows[i].name)) == nr);
		if (nr >= 0 && check(ss_syscall_name(nr)))
			check_str(ss_syscall_name(nr), rows[i].name);
		here += nr >= 0;
	}
	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++)
		known += ss_syscall_name(nr) != NULL;
	check(known == here);
	check(ss_syscall_number("openat", 4) == ss_syscall_number("open", 4));
	check(ss_syscall_number("openatx", 6) == ss_syscall_number("openat", 6));
	check(ss_syscall_number("", 0) == -1);
	check(ss_syscall_number("no_such_call", 12) == -1);
	check(!ss_syscall_name(SS_SYSCALL_MAX) && !ss_syscall_name(UINT32_MAX));
}

/* Each number and each name once, in both architectures, and names whole. */
static void rows_differ(void)
{
	for (int i = 0; i < ROWS; i++) {
		check(strlen(rows[i].name) < sizeof(((struct ss_call *)0)->name));
		for (int j = 0; j < i; j++) {
			check(strcmp(rows[i].name, rows[j].name) != 0);
			check(rows[i].x86_64 != rows[j].x86_64);
			check(rows[i].arm64 != rows[j].arm64 || rows[i].arm64 < 0);
		}
	}
}

static int count_args(const struct ss_call *call)
{
	int n = 0;

	while (n < SS_SYSCALL_ARGS && call->arg[n].name_len)
		n++;
	return n;
}

static void arguments(void)
{
	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++) {
		const struct ss_call *call = ss_call_of(nr);
		int n = call ? count_args(call) : 0;

		for (int i = 0; i < n; i++) {
			const struct ss_arg *a = &call->arg[i];

			check(strlen(a->name) == a->name_len);
			for (int j = 0; j < i; j++)
				check(strcmp(a->name, call->arg[j].name) != 0);
			switch (a->kind) {
			case SS_ARG_SET: check(a->more < SS_SET_COUNT); break;
			case SS_ARG_NEW_MODE:
				check(call->arg[a->more].kind == SS_ARG_SET &&
				      call->arg[a->more].more == SS_SET_OPEN);
				break;
			case SS_ARG_OPTNAME: check(a->more < i); break;
			case SS_ARG_IN:
			case SS_ARG_ADDR:
			case SS_ARG_ADDR_OUT: check(a->more < n && a->more != i); break;
			default: check(!a->more); break;
			}
		}
	}
}

static struct ss_syscall_spec spec_of(const char *name)
{
	struct ss_syscall_spec spec;

	check(ss_syscall_spec(ss_syscall_number(name, strlen(name)), &spec));
	return spec;
}

static void specs(void)
{
	struct ss_syscall_spec s = spec_of("openat");

	check(s.args == 4 && s.arg[0] == SS_GRAB_FD && s.arg[1] == SS_GRAB_STRING);
	check(!s.arg[2] && !s.arg[3] && s.result == SS_GRAB_FD);
	s = spec_of("sendto");
	check(s.args == 6 && SS_GRAB_WHAT(s.arg[1]) == SS_GRAB_BYTES && SS_GRAB_ARG(s.arg[1]) == 2);
	check(SS_GRAB_WHAT(s.arg[4]) == SS_GRAB_SOCKADDR && SS_GRAB_ARG(s.arg[4]) == 5);
	check(s.result == SS_GRAB_NONE);
	s = spec_of("accept4");
	check(SS_GRAB_WHAT(s.arg[1]) == SS_GRAB_SOCKADDR_OUT && SS_GRAB_ARG(s.arg[1]) == 2);
	s = spec_of("read");
	check(s.arg[1] == SS_GRAB_OUT);
	s = spec_of("getpid");
	check(!s.args && !s.arg[0] && !s.result);
	s = spec_of("exit_group");
	check(s.args == 1 && !s.arg[0]);
	memset(&s, 1, sizeof(s));
	check(!ss_syscall_spec(400, &s) && !s.args && !s.arg[0] && !s.result);
}

static void tracepoints(void)
{
	check_str(ss_syscall_tracepoint(ss_syscall_number("fstat", 5)), "newfstat");
	check_str(ss_syscall_tracepoint(ss_syscall_number("openat", 6)), "openat");
	check(!ss_syscall_tracepoint(400));
}

/* A number of a set is a thing of its own: nothing behind it may be hidden by it. */
static void sets(void)
{
	for (int id = 0; id < SS_SET_COUNT; id++) {
		const struct ss_set *set = ss_set_of(id);

		check(set->count > 0);
		for (int i = 0; i < set->count; i++) {
			const struct ss_flag *f = &set->flags[i];

			check(f->len == strlen(f->name) && (f->value & ~f->mask) == 0);
			check(!set->one || f->mask == UINT32_MAX);
			for (int j = 0; j < i; j++) {
				check(strcmp(f->name, set->flags[j].name) != 0);
				check(f->value != set->flags[j].value ||
				      f->mask != set->flags[j].mask);
			}
		}
	}
}

static const struct check_case cases[] = {
	{ "names and numbers", names_and_numbers },
	{ "no number or name twice", rows_differ },
	{ "arguments", arguments },
	{ "what the kernel side brings", specs },
	{ "tracepoints of other names", tracepoints },
	{ "sets of names", sets },
};

CHECK_MAIN(cases)
