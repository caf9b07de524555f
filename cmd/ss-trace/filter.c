// SPDX-License-Identifier: BSD-2-Clause
/* The second look at what the kernel let through. */
#include <errno.h>

#include "core/log.h"
#include "filter/gone.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

int filter_open(struct trace *t)
{
	int err = ss_filter_rules(&t->opt->filter, &t->rules);

	if (err)
		return err;
	ss_filter_warn_gone(t->rules, UINT64_MAX, NULL);
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
