// SPDX-License-Identifier: BSD-2-Clause
/*
 * Records of the reaper, each behind two bytes (length, low byte first) and one
 * that says where it goes: bit 0 a survey, bit 1 not to be printed, bit 2 with
 * its sizes and numbers set right.
 */
#include <errno.h>

#include "event/event.h"
#include "event/process.h"
#include "event/reaper.h"
#include "lines.h"
#include "wire_reaper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_RECORDS = 200 };

static const char *const rules[SS_REAP_RULES] = { "r0", "r1", [62] = "r\xff" };
static const char *const actions[SS_REAP_RULES] = { "report", "kill", [62] = "term:2s,kill" };
static const char *const targets[] = { "read", NULL };
static const enum ss_reap_kind kinds[] = { SS_REAP_SYSCALL, SS_REAP_ONCPU };
static const char *const words[8] = { "w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7" };
_Static_assert(SS_REAP_VERDICTS <= 8 && SS_GUARDS <= 8 && SS_REAP_KINDS <= 8, "a word for each");

static struct ss_reap_names names = {
	.rules = rules,
	.actions = actions,
	.targets = targets,
	.kinds = kinds,
	.target_count = 2,
	.kind_words = words,
	.guards = words,
	.verdicts = words,
};
static struct ss_users *users;

static void once(void)
{
	if (users)
		return;
	users = ss_users_new("/nonexistent");
	names.symbols = ss_kallsyms_new("/nonexistent");
	must(users && names.symbols);
	lines_init("reaper.rule,reaper.verdict,stack.kernel,process.args,file.path");
}

/* Sizes that agree, rules and targets that there are: not all that is tried is to be refused. */
static void repair(void *record, uint32_t size)
{
	struct ss_wire_overdue *o = record;
	struct ss_wire_gone *g = record;

	if (size < sizeof(g->head))
		return;
	g->head.size = size;
	if (g->head.kind == SS_WIRE_GONE && size >= sizeof(*g)) {
		g->rule %= 2;
		g->gone_ns = g->signalled_ns + (uint32_t)g->gone_ns;
	}
	if (o->head.kind != SS_WIRE_OVERDUE || size < offsetof(struct ss_wire_overdue, data))
		return;
	o->rule = o->rule % 3 == 2 ? 62 : o->rule % 3;
	o->target %= 2;
	o->verdict %= SS_REAP_VERDICTS;
	o->guard %= SS_GUARDS;
	o->kernel_frames %= SS_REAP_FRAMES + 1;
	o->user_frames %= SS_REAP_FRAMES + 1;
	size = at_most(&o->exe_len, size - offsetof(struct ss_wire_overdue, data));
	size = at_most(&o->cwd_len, size);
	size = at_most(&o->cgroup_len, size);
	o->args_len = at_most(&o->file_len, size);
}

/* The record in memory of its own: aligned as the ring aligns it, and with an exact end. */
static void feed(struct ss_stream *s, const uint8_t *data, size_t size, int where)
{
	struct ss_strbuf out = { 0 };
	bool print = !(where & 3);
	uint64_t seq = s->seq;
	size_t used = 0;
	void *record = malloc(size ? size : 1);
	char *exe;
	int err;

	must(record);
	memcpy(record, data, size);
	if (where & 4)
		repair(record, size);
	if (where & 1)
		err = ss_reap_take_survey(s, record, size, &used);
	else
		err = ss_reap_take(s, &names, record, size, where & 2 ? NULL : &out);
	if (!ss_reap_met_read(record, size, &exe))
		free(exe);
	must(!err || err == -EBADMSG);
	must(used <= size && !!out.len == (!err && print) && s->seq == seq + !!out.len);
	if (out.len)
		lines_check(&out);
	ss_strbuf_fini(&out);
	free(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_stream s = { .boot = { "9f2c1a3b" }, .host = "h" };
	size_t at = 0;

	once();
	s.users = users;
	s.table = ss_proc_table_new(10);
	must(s.table);
	for (int i = 0; i < MAX_RECORDS && size - at >= 3; i++) {
		size_t len = data[at] | data[at + 1] << 8;
		int where = data[at + 2];

		at += 3;
		len = len < size - at ? len : size - at;
		feed(&s, data + at, len, where);
		at += len;
	}
	must(ss_proc_table_count(s.table) <= 10);
	ss_proc_table_free(s.table);
	return 0;
}
