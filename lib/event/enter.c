// SPDX-License-Identifier: BSD-2-Clause
/* What every record begins with: its process in the table, its line in the output. */
#include <string.h>

#include "event/process.h"
#include "syscall/values.h"

struct ss_proc *ss_process_enter(struct ss_stream *s, const struct ss_wire_task *t, uint32_t flags)
{
	struct ss_proc_id id = ss_wire_proc_id(&t->id);
	struct ss_proc *p = ss_proc_put(s->table, &id);

	if (!p)
		return NULL;
	/* A snapshot, or another CPU's exec, can be ahead of this record. */
	if ((int32_t)(id.exec - p->id.exec) < 0)
		return p;
	if (p->id.exec != id.exec) {
		ss_proc_set_image(p, NULL);
		ss_proc_changed(s->table, id.tgid);
	}
	ss_proc_forget_text(p);
	p->auid = t->auid;
	ss_tty_text(t->tty, p->tty);
	p->id = id;
	p->parent = ss_wire_proc_id(&t->parent);
	p->cgroup_id = t->cgroup_id;
	p->kernel_thread = flags & SS_WIRE_KTHREAD;
	memcpy(p->comm, t->comm, sizeof(p->comm));
	return p;
}

struct ss_json ss_event_line(struct ss_stream *s, struct ss_strbuf *out, enum ss_event_type type,
			     const struct ss_wire_head *h)
{
	struct ss_json w;

	ss_json_init(&w, out);
	ss_stream_begin(s, &w, ss_event_names[type], h->boot_ns);
	if (s->sample[type])
		ss_json_u64(&w, "sample", s->sample[type]);
	return w;
}

void ss_error_write(struct ss_json *w, int32_t error)
{
	if (error < 0)
		ss_errno_write(w, -(uint32_t)error);
	else if (error) /* of no kernel */
		ss_json_u64(w, "errno", error);
}

void ss_process_name(struct ss_stream *s, struct ss_json *w, uint32_t tgid, uint64_t start_ns)
{
	struct ss_proc_id id = { .start_ns = start_ns, .tgid = tgid };
	const struct ss_proc *p = ss_proc_find(s->table, &id);
	char text[SS_PROC_ID_SIZE];

	if (p) {
		ss_proc_id_text(&s->boot, &p->id, text);
		ss_json_cstr(w, "id", text);
	}
	ss_json_u64(w, "pid", tgid);
	if (!p)
		return;
	if (p->image && p->image->exe_json_len)
		ss_json_raw(w, NULL, p->image->json, p->image->exe_json_len);
	ss_json_bytes(w, "comm", p->comm, ss_bounded_len(p->comm, sizeof(p->comm)));
}
