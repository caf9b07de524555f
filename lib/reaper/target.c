// SPDX-License-Identifier: BSD-2-Clause
/* What rules watch: each target once, with a bit of its own. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/nearest.h"
#include "reaper/rule_impl.h"
#include "syscall/syscall.h"
#include "uprobe/uprobe.h"

static int check_func(const char *name, struct ss_strbuf *why)
{
	size_t len = 0;

	while (isalnum((unsigned char)name[len]) || name[len] == '_' || name[len] == '.')
		len++;
	if (name[len] || len > SS_REAP_NAME_MAX || isdigit((unsigned char)*name))
		return ss_reap_refuse(why, SHOWN " is no name of a function", name);
	return 0;
}

static int unknown_call(const char *name, struct ss_strbuf *why)
{
	const char *meant = NULL;
	int best = 0;

	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++)
		if (ss_syscall_name(nr) && ss_nearer(name, ss_syscall_name(nr), &best))
			meant = ss_syscall_name(nr);
	return ss_reap_refuse(why, "there is no system call " SHOWN "%s%s%s", name,
			      meant ? " (did you mean '" : "", meant ? meant : "",
			      meant ? "'?)" : "");
}

/* Its number, or -EINVAL. */
static int call_number(const char *name, struct ss_strbuf *why)
{
	static const char *const endless[] = { "exit", "exit_group", "rt_sigreturn" };
	int nr = ss_syscall_number(name, strlen(name));

	for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++)
		if (!strcmp(name, endless[i]))
			return ss_reap_refuse(why, "nobody returns from %s", name);
	return nr < 0 ? unknown_call(name, why) : nr;
}

/* A function that begins and returns, and nothing else to read there. */
static int check_probe(const char *spec, struct ss_strbuf *why)
{
	char reason[SS_UPROBE_WHY_SIZE];
	struct ss_uprobe u;
	int err = ss_uprobe_parse(&u, spec, reason);

	if (err == -EINVAL)
		return ss_reap_refuse(why, SHOWN ": %s", spec, reason);
	if (err)
		return err;
	if (u.provider || !u.symbol || u.offset || u.at_return || u.arg_count)
		err = ss_reap_refuse(
			why, SHOWN ": only LIBRARY:FUNCTION or PATH:FUNCTION can be timed", spec);
	ss_uprobe_fini(&u);
	return err;
}

static bool is(const struct ss_reap_target *t, enum ss_reap_kind kind, const char *name)
{
	return t->kind == kind && (!name || !strcmp(t->name, name));
}

static bool is_slot(enum ss_reap_kind kind)
{
	return kind == SS_REAP_FUNC || kind == SS_REAP_UPROBE;
}

/* The number of a target that there is now, or -errno. */
static int find_or_add(struct ss_reap_config *c, const struct ss_reap_target *want)
{
	struct ss_reap_target *t = c->targets;
	size_t slots = 0;

	for (size_t i = 0; i < c->target_count; i++) {
		if (is(&t[i], want->kind, want->name))
			return i;
		slots += is_slot(t[i].kind);
	}
	if (is_slot(want->kind) && slots == SS_REAP_SLOTS)
		return ss_reap_refuse(&c->why, SHOWN ": there are %d functions and probes already",
				      want->name, SS_REAP_SLOTS);
	if (c->target_count == SS_REAP_TARGETS)
		return ss_reap_refuse(&c->why, SHOWN ": there are %d targets already",
				      want->name ? want->name : ss_reap_kind_names[want->kind],
				      SS_REAP_TARGETS);
	t += c->target_count;
	*t = *want;
	if (want->name && !(t->name = strdup(want->name)))
		return -ENOMEM;
	return c->target_count++;
}

static int add(struct ss_reap_config *c, struct ss_reap_rule *rule, enum ss_reap_kind kind,
	       const char *name)
{
	struct ss_reap_target want = { .kind = kind, .name = (char *)name };
	int n = 0;

	if (kind == SS_REAP_FUNC)
		n = check_func(name, &c->why);
	else if (kind == SS_REAP_UPROBE)
		n = check_probe(name, &c->why);
	else if (kind == SS_REAP_SYSCALL)
		n = call_number(name, &c->why);
	if (n < 0)
		return n;
	if (kind == SS_REAP_SYSCALL) {
		want.nr = n;
		want.name = (char *)ss_syscall_name(n); /* a call may have several */
	}
	n = find_or_add(c, &want);
	if (n < 0)
		return n;
	if (rule->targets >> n & 1)
		return ss_reap_refuse(&c->why, SHOWN " stands there twice", name);
	rule->targets |= UINT64_C(1) << n;
	return 0;
}

int ss_reap_target_add(struct ss_reap_config *c, struct ss_reap_rule *rule, enum ss_reap_kind kind,
		       const char *list)
{
	char *copy, *rest, *word;
	int err = 0;

	if (kind != SS_REAP_FUNC && kind != SS_REAP_SYSCALL)
		return add(c, rule, kind, list);
	copy = rest = strdup(list);
	if (!copy)
		return -ENOMEM;
	while (!err && (word = strsep(&rest, ",")))
		err = *word ? add(c, rule, kind, word)
			    : ss_reap_refuse(&c->why, "a name is missing in " SHOWN, list);
	free(copy);
	return err;
}
