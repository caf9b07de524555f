// SPDX-License-Identifier: BSD-2-Clause
/*
 * The first byte sets the size of the process table; then records, each behind
 * two bytes (length, low byte first) and one that says where it goes: bit 0 to
 * the snapshot's side, bit 1 not to be printed, bit 2 with its sizes set right.
 * Every line must be JSON with one newline, at its end; and so must what
 * --fields and text make of it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/event.h"
#include "event/net.h"
#include "event/process.h"
#include "lines.h"
#include "wire.h"
#include "wire_file.h"
#include "wire_security.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_RECORDS = 200 };

static struct ss_users *users;
static struct ss_uprobe probe;
static struct ss_uprobe_place places[] = { { &probe, "/lib/x", 16 }, { &probe, "/lib/y", 0 } };

static void once(void)
{
	char why[SS_UPROBE_WHY_SIZE];

	if (users)
		return;
	users = ss_users_new("/nonexistent");
	must(users);
	must(!ss_uprobe_parse(&probe, "x:f(str,int,s=str@2,hex)%return=str", why));
	lines_init("seq,process.pid,process.args,parent,exec.path,container.id");
}

/* The same for files. */
static void repair_file(struct ss_wire_file *r, size_t size)
{
	uint32_t left;

	if (size < sizeof(*r))
		return;
	left = at_most(&r->given_len, size - sizeof(*r));
	left = at_most(&r->path_len, left);
	left = at_most(&r->given2_len, left);
	r->path2_len = left;
}

static bool is_call(uint32_t kind)
{
	return kind == SS_EVENT_MOUNT || kind == SS_EVENT_KEXEC || kind == SS_EVENT_KEYCTL ||
	       kind == SS_EVENT_MODULE_LOAD || kind == SS_EVENT_IO_URING;
}

/* The same for the records of the security events that have strings. */
static void repair_security(void *record, uint32_t size)
{
	struct ss_wire_call *c = record;
	struct ss_wire_bpf *b = record;

	if (is_call(c->head.kind) && size >= sizeof(*c)) {
		size = at_most(&c->len[0], size - sizeof(*c));
		size = at_most(&c->len[1], size);
		c->len[2] = size;
	} else if ((b->head.kind == SS_EVENT_BPF_LOAD || b->head.kind == SS_EVENT_BPF_ATTACH) &&
		   size >= sizeof(*b)) {
		b->target_len = size - sizeof(*b);
	}
}

/* The same for records of sockets: one length behind the fixed part. */
static void repair_net(void *record, size_t size)
{
	struct ss_wire_net *n = record;
	struct ss_wire_net_close *c = record;
	struct ss_wire_payload *p = record;
	uint32_t kind = n->head.kind;

	if (kind >= SS_EVENT_NET_CONNECT && kind <= SS_EVENT_NET_BIND && size >= sizeof(*n))
		n->path_len = size - sizeof(*n);
	else if (kind == SS_EVENT_NET_CLOSE && size >= sizeof(*c))
		c->path_len = size - sizeof(*c);
	else if (kind >= SS_EVENT_DNS_QUERY && kind <= SS_EVENT_TLS_HELLO && size >= sizeof(*p)) {
		p->data_len = size - sizeof(*p);
		if (p->whole < p->data_len)
			p->whole = p->data_len;
	}
}

/* Sizes that agree, so that not all that is tried is refused for them. */
static void repair(void *record, size_t size)
{
	struct ss_wire_exec *r = record;

	if (size < sizeof(r->head))
		return;
	r->head.size = size;
	if (r->head.kind >= SS_EVENT_FILE_OPEN && r->head.kind <= SS_EVENT_MPROTECT_EXEC)
		repair_file(record, size);
	repair_security(record, size);
	repair_net(record, size);
	if ((r->head.kind != SS_EVENT_EXEC && r->head.kind != SS_EVENT_EXEC_FAILED) ||
	    size < sizeof(*r))
		return;
	size = at_most(&r->exe_len, size - sizeof(*r));
	size = at_most(&r->cwd_len, size);
	r->args_len = at_most(&r->cgroup_len, size);
}

/* The record in memory of its own: aligned as the ring aligns it, and with an exact end. */
static void feed(struct ss_stream *s, const uint8_t *data, size_t size, int where)
{
	struct ss_strbuf out = { 0 };
	enum ss_event_type type;
	uint64_t seq = s->seq;
	size_t used = 0;
	void *record = malloc(size ? size : 1);
	int n;

	must(record);
	memcpy(record, data, size);
	if (where & 4)
		repair(record, size);
	if (where & 1)
		n = ss_event_take_snapshot(s, record, size, &used, where & 2 ? NULL : &out);
	else
		n = ss_event_take(s, record, size, !(where & 2), &out, &type);
	must(n == 0 || n == -EBADMSG || (n == 1 && !(where & 1) && type < SS_EVENT_TYPES));
	must(n != -EBADMSG || !out.len);
	must(used <= size && s->seq == seq + !!out.len);
	if (!(where & 1))
		must(!!out.len == (n == 1 && !(where & 2)));
	if (out.len)
		lines_check(&out);
	ss_strbuf_fini(&out);
	free(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_stream s = { .boot = { "9f2c1a3b" }, .host = "h" };
	size_t at = 1;

	once();
	if (!size)
		return 0;
	s.uprobes = places;
	s.uprobe_count = 2;
	s.users = users;
	s.table = ss_proc_table_new(data[0]);
	s.apart = ss_apart_new();
	s.net = ss_net_new();
	must(s.table && s.apart && s.net);
	for (int i = 0; i < MAX_RECORDS && size - at >= 3; i++) {
		size_t len = data[at] | data[at + 1] << 8;
		int where = data[at + 2];

		at += 3;
		len = len < size - at ? len : size - at;
		feed(&s, data + at, len, where);
		at += len;
	}
	must(ss_proc_table_count(s.table) <= (data[0] ? data[0] : 1));
	ss_proc_table_free(s.table);
	ss_apart_free(s.apart);
	ss_net_free(s.net);
	return 0;
}
