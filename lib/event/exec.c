// SPDX-License-Identifier: BSD-2-Clause
/* Records of execs, done and failed: the only ones with strings behind them. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"

/* The parts of an exec record's data. */
struct exec_parts {
	const char *exe, *cwd, *cgroup, *args;
};

static bool exec_parts(const struct ss_wire_exec *r, size_t size, struct exec_parts *p)
{
	uint64_t want = sizeof(*r);

	if (size < want)
		return false;
	want += (uint64_t)r->exe_len + r->cwd_len + r->cgroup_len + r->args_len;
	/* The perf buffer rounds sizes up. */
	if (r->head.size != want || want > size)
		return false;
	p->exe = r->data;
	p->cwd = p->exe + r->exe_len;
	p->cgroup = p->cwd + r->cwd_len;
	p->args = p->cgroup + r->cgroup_len;
	return true;
}

/* A joined path in memory of its own; "/" if there are no names and it is WHOLE. */
static char *joined(const char *names, size_t len, bool whole, size_t *out_len)
{
	char *out = malloc(len + 2);

	*out_len = 0;
	if (!out)
		return NULL;
	*out_len = ss_path_join(out, names, len, whole);
	if (!*out_len && whole)
		out[(*out_len)++] = '/';
	return out;
}

static void take_container(struct ss_proc *p, const char *names, size_t len)
{
	size_t n;
	char *path = joined(names, len, true, &n);

	if (path)
		ss_container_from_cgroup(path, n, &p->container);
	free(path);
}

static void write_path(struct ss_json *w, const char *key, const char *cut_key, const char *names,
		       size_t len, bool cut)
{
	size_t n;
	char *path = joined(names, len, !cut, &n);

	if (n)
		ss_json_bytes(w, key, path, n);
	if (cut)
		ss_json_bool(w, cut_key, true);
	free(path);
}

static void take_exec(struct ss_stream *s, const struct ss_wire_exec *r, const struct exec_parts *x,
		      struct ss_strbuf *out)
{
	uint32_t flags = r->head.flags;
	struct ss_proc *p = ss_process_enter(s, &r->task, flags);
	struct ss_json w;
	size_t exe_len, args_len = r->args_len;
	char *apart =
		flags & SS_WIRE_ARGS_APART ? ss_apart_take(s->apart, &r->task.id, &args_len) : NULL;
	const char *args = apart ? apart : x->args;
	char *exe = joined(x->exe, r->exe_len, !(flags & SS_WIRE_EXE_CUT), &exe_len);

	if (p && p->id.exec == r->task.id.exec) {
		ss_proc_set_image(p, ss_image_new(exe, exe_len, args, args_len, r->args_bytes));
		take_container(p, x->cgroup, r->cgroup_len);
	}
	if (out) {
		w = ss_event_line(s, out, SS_EVENT_EXEC, &r->head);
		ss_process_begin(s, &w, &r->task);
		if (exe_len)
			ss_json_bytes(&w, "exe", exe, exe_len);
		if (flags & SS_WIRE_EXE_CUT)
			ss_json_bool(&w, "exe_truncated", true);
		ss_args_write(&w, args, args_len, r->args_bytes);
		write_path(&w, "cwd", "cwd_truncated", x->cwd, r->cwd_len, flags & SS_WIRE_CWD_CUT);
		ss_process_end(s, &w, &r->task, flags);
		ss_neighbours_write(s, &w, &r->task, p, exe, flags & SS_WIRE_ARGS_FAULT);
		ss_json_end_line(&w);
	}
	free(apart);
	free(exe);
}

static void take_exec_failed(struct ss_stream *s, const struct ss_wire_exec *r,
			     const struct exec_parts *x, struct ss_strbuf *out)
{
	struct ss_proc *p = ss_process_enter(s, &r->task, r->head.flags);
	const char *error = r->error < 0 && r->error > INT_MIN ? strerrorname_np(-r->error) : NULL;
	struct ss_json w;

	if (!out)
		return;
	w = ss_event_line(s, out, SS_EVENT_EXEC_FAILED, &r->head);
	ss_json_object(&w, "exec");
	if (r->exe_len)
		ss_json_bytes(&w, "path", x->exe, r->exe_len - 1);
	ss_args_write(&w, x->args, r->args_len, r->args_bytes);
	if (error)
		ss_json_cstr(&w, "error", error);
	else
		ss_json_i64(&w, "errno", -(int64_t)r->error);
	ss_json_end_object(&w);
	ss_process_begin(s, &w, &r->task);
	ss_image_write(&w, ss_image_of(p, &r->task.id));
	write_path(&w, "cwd", "cwd_truncated", x->cwd, r->cwd_len, r->head.flags & SS_WIRE_CWD_CUT);
	ss_process_end(s, &w, &r->task, r->head.flags);
	ss_neighbours_write(s, &w, &r->task, p, ss_image_of(p, &r->task.id),
			    r->head.flags & SS_WIRE_ARGS_FAULT);
	ss_json_end_line(&w);
}

int ss_exec_take(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_head *h = data;
	struct exec_parts x;

	if (!exec_parts(data, size, &x))
		return -EBADMSG;
	(h->kind == SS_EVENT_EXEC ? take_exec : take_exec_failed)(s, data, &x, out);
	return 0;
}
