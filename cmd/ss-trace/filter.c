// SPDX-License-Identifier: BSD-2-Clause
/* The options that choose events, as rules; and the second look at what the kernel let through. */
#include "filter.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

/* Say what is wrong with a value or a file. */
static int complain(const struct ss_rules *r, int err)
{
	if (err == -EINVAL) {
		ss_error(err, "%s", r->why.data);
		return SS_EXIT_USAGE;
	}
	return ss_error(err, "%s", r->why.data ? r->why.data : "cannot set up the filters");
}

static int add_all(struct ss_rules *r, const struct filter_options *f)
{
	int err = 0;

	for (int by = 0; by < SS_CRITERIA; by++)
		for (size_t i = 0; i < f->by[by].count && !err; i++)
			err = ss_rules_option(r, by, f->by[by].items[i]);
	for (size_t i = 0; i < f->not .count && !err; i++)
		err = ss_rules_not(r, f->not .items[i], SS_CRITERIA);
	for (size_t i = 0; i < f->files.count && !err; i++)
		err = ss_rules_file(r, f->files.items[i]);
	return err ? err : ss_rules_compile(r);
}

int filter_rules(const struct filter_options *f, struct ss_rules **rules)
{
	int err;

	*rules = ss_rules_new();
	if (!*rules)
		return ss_error(-errno, "cannot set up the filters");
	err = add_all(*rules, f);
	return err ? complain(*rules, err) : 0;
}

/* Perhaps it is still to come: a warning is enough. */
static void warn_gone(const struct ss_strlist *pids)
{
	for (size_t i = 0; i < pids->count; i++)
		if (kill(atoi(pids->items[i]), 0) && errno == ESRCH)
			ss_warn("there is no process %s", pids->items[i]);
}

int filter_open(struct trace *t)
{
	const struct filter_options *f = &t->opt->filter;
	int err = filter_rules(f, &t->rules);

	if (err)
		return err;
	warn_gone(&f->by[SS_BY_PID]);
	warn_gone(&f->by[SS_BY_TREE]);
	t->line = ss_json_doc_new();
	return t->line ? 0 : ss_error(-errno, "cannot set up the filters");
}

void filter_close(struct trace *t)
{
	ss_rules_free(t->rules);
	ss_json_doc_free(t->line);
	ss_strbuf_fini(&t->room);
}

static uint64_t users_of(const struct ss_rules *r, enum ss_criterion by)
{
	return r->by[by].pos_used | r->by[by].neg_used;
}

/*
 * The head has room for 32 rules.  Of those above, which no line tells all about
 * drop nothing, and what they keep is kept.
 */
static uint64_t kernels_rules(const struct ss_rules *r, const struct ss_wire_head *h)
{
	uint64_t untold =
		users_of(r, SS_BY_TREE) | users_of(r, SS_BY_CGROUP) | users_of(r, SS_BY_CONTAINER);

	return h->rules | (UINT64_MAX << 32 & ~(untold & r->drop));
}

bool filter_refuses(struct trace *t, const void *record, size_t start)
{
	const struct ss_wire_head *h = record;
	const char *text = t->out.buf.data + start;
	uint64_t rules;

	if (!(h->flags & SS_WIRE_RECHECK))
		return false;
	rules = kernels_rules(t->rules, h);
	if (ss_json_parse(t->line, text, t->out.buf.len - start, NULL) ||
	    ss_rules_check(t->rules, ss_json_root(t->line), &rules, &t->room) != SS_FILTERED)
		return false;
	t->out.buf.len = start;
	t->stream.seq--;
	return true;
}
