// SPDX-License-Identifier: BSD-2-Clause
/* Records of execs, done and failed: the only ones with strings behind them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"

/* The parts of an exec record's data; its arguments may be elsewhere. */
static bool parts_of(const struct ss_wire_exec *r, size_t size, struct ss_program *p)
{
	uint64_t want = sizeof(*r);

	if (size < want)
		return false;
	want += (uint64_t)r->exe_len + r->cwd_len + r->cgroup_len + r->args_len;
	/* The perf buffer rounds sizes up. */
	if (r->head.size != want || want > size)
		return false;
	*p = (struct ss_program){
		.exe = r->data,
		.exe_len = r->exe_len,
		.cwd = r->data + r->exe_len,
		.cwd_len = r->cwd_len,
		.cgroup = r->data + r->exe_len + r->cwd_len,
		.cgroup_len = r->cgroup_len,
		.args = r->data + r->exe_len + r->cwd_len + r->cgroup_len,
		.args_len = r->args_len,
		.args_bytes = r->args_bytes,
		.flags = r->head.flags,
	};
	return true;
}

static void take_exec(struct ss_stream *s, const struct ss_wire_exec *r, struct ss_program *x,
		      struct ss_strbuf *out)
{
	char *apart = NULL;
	struct ss_proc *p;
	struct ss_json w;
	size_t len;

	if (x->flags & SS_WIRE_ARGS_APART)
		apart = ss_apart_take(s->apart, &r->task.id, &len);
	if (apart) {
		x->args = apart;
		x->args_len = len;
	}
	p = ss_program_enter(s, &r->task, x);
	if (out) {
		w = ss_event_line(s, out, SS_EVENT_EXEC, &r->head);
		ss_program_write(s, &w, &r->task, x, p);
		ss_json_end_line(&w);
	}
	ss_program_fini(x);
	free(apart);
}

static void take_exec_failed(struct ss_stream *s, const struct ss_wire_exec *r,
			     struct ss_program *x, struct ss_strbuf *out)
{
	struct ss_proc *p = ss_process_enter(s, &r->task, r->head.flags);
	struct ss_json w;

	if (!out)
		return;
	w = ss_event_line(s, out, SS_EVENT_EXEC_FAILED, &r->head);
	ss_json_object(&w, "exec");
	if (r->exe_len)
		ss_json_bytes(&w, "path", x->exe, r->exe_len - 1);
	ss_args_write(&w, x->args, r->args_len, r->args_bytes);
	ss_error_write(&w, r->error);
	ss_json_end_object(&w);
	ss_process_begin(s, &w, &r->task);
	ss_image_write(&w, ss_image_of(p, &r->task.id));
	ss_program_cwd(&w, x);
	ss_process_end(s, &w, &r->task, r->head.flags);
	ss_neighbours_write(s, &w, &r->task, p, ss_image_of(p, &r->task.id),
			    r->head.flags & SS_WIRE_ARGS_FAULT);
	ss_json_end_line(&w);
}

int ss_exec_take(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_head *h = data;
	struct ss_program x;

	if (!parts_of(data, size, &x))
		return -EBADMSG;
	(h->kind == SS_EVENT_EXEC ? take_exec : take_exec_failed)(s, data, &x, out);
	return 0;
}
