// SPDX-License-Identifier: BSD-2-Clause
/* Records in: checked, entered in the process table, written as lines. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "event/event.h"
#include "event/process.h"

_Static_assert((int)SS_EVENT_FORK == SS_WIRE_FORK && (int)SS_EVENT_EXIT == SS_WIRE_EXIT,
	       "event types are wire kinds");

/* The parts of an exec record's data. */
struct exec_parts {
	const char *exe, *cwd, *cgroup, *args;
};

static bool sized(const void *data, size_t size, size_t want)
{
	const struct ss_wire_head *h = data;

	return size >= want && h->size == want;
}

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

	if (!out)
		return NULL;
	*out_len = ss_path_join(out, names, len, whole);
	if (!*out_len && whole)
		out[(*out_len)++] = '/';
	return out;
}

/* What every record says of its process, whoever it is. */
static struct ss_proc *enter(struct ss_stream *s, const struct ss_wire_task *t, uint32_t flags)
{
	struct ss_proc_id id = ss_wire_proc_id(&t->id);
	struct ss_proc *p = ss_proc_put(s->table, &id);

	if (!p)
		return NULL;
	p->id = id;
	p->parent = ss_wire_proc_id(&t->parent);
	p->cgroup_id = t->cgroup_id;
	p->kernel_thread = flags & SS_WIRE_KTHREAD;
	memcpy(p->comm, t->comm, sizeof(p->comm));
	return p;
}

static struct ss_json begin_line(struct ss_stream *s, struct ss_strbuf *out,
				 enum ss_event_type type, const struct ss_wire_head *h)
{
	struct ss_json w;

	ss_json_init(&w, out);
	ss_stream_begin(s, &w, ss_event_names[type], h->boot_ns);
	return w;
}

static void take_fork(struct ss_stream *s, const struct ss_wire_fork *r, struct ss_strbuf *out)
{
	struct ss_proc_id creator_id = ss_wire_proc_id(&r->creator);
	struct ss_proc *p = enter(s, &r->task, r->head.flags);
	struct ss_proc *creator = ss_proc_find(s->table, &creator_id);
	struct ss_json w;

	/* The start-up snapshot may know the child already, and more recently. */
	if (p && !p->image && creator) {
		ss_proc_share_image(p, creator);
		if (p->cgroup_id == creator->cgroup_id)
			p->container = creator->container;
	}
	if (!out)
		return;
	w = begin_line(s, out, SS_EVENT_FORK, &r->head);
	ss_process_begin(s, &w, &r->task);
	ss_image_write(&w, p ? p->image : NULL);
	ss_process_end(s, &w, &r->task, r->head.flags);
	ss_neighbours_write(s, &w, &r->task, p);
	ss_json_end_line(&w);
}

/* "SIGKILL", "SIGRTMIN+3", or "65" for what has no name. */
static void signal_name(int signal, char out[static 24])
{
	const char *name = sigabbrev_np(signal);

	if (name)
		snprintf(out, 24, "SIG%s", name);
	else if (signal >= SIGRTMIN && signal <= SIGRTMAX)
		snprintf(out, 24, "SIGRTMIN+%d", signal - SIGRTMIN);
	else
		snprintf(out, 24, "%d", signal);
}

static void take_exit(struct ss_stream *s, const struct ss_wire_exit *r, struct ss_strbuf *out)
{
	struct ss_proc_id id = ss_wire_proc_id(&r->task.id);
	struct ss_proc *p = ss_proc_find(s->table, &id);
	struct ss_json w;
	int status = r->status;

	if (out) {
		w = begin_line(s, out, SS_EVENT_EXIT, &r->head);
		ss_process_begin(s, &w, &r->task);
		ss_image_write(&w, p ? p->image : NULL);
		if (WIFSIGNALED(status)) {
			char name[24];

			signal_name(WTERMSIG(status), name);
			ss_json_cstr(&w, "exit_signal", name);
			if (WCOREDUMP(status))
				ss_json_bool(&w, "core_dumped", true);
		} else {
			ss_json_u64(&w, "exit_code", WEXITSTATUS(status));
		}
		ss_json_u64(&w, "duration_us", (r->head.boot_ns - r->task.id.start_ns) / 1000);
		ss_process_end(s, &w, &r->task, r->head.flags);
		ss_neighbours_write(s, &w, &r->task, p);
		ss_json_end_line(&w);
	}
	ss_proc_remove(s->table, &id);
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

	if (path)
		ss_json_bytes(w, key, path, n);
	if (cut)
		ss_json_bool(w, cut_key, true);
	free(path);
}

static void take_exec(struct ss_stream *s, const struct ss_wire_exec *r, const struct exec_parts *x,
		      struct ss_strbuf *out)
{
	uint32_t flags = r->head.flags;
	struct ss_proc *p = enter(s, &r->task, flags);
	struct ss_json w;
	size_t exe_len;
	char *exe = joined(x->exe, r->exe_len, !(flags & SS_WIRE_EXE_CUT), &exe_len);

	if (p) {
		ss_proc_set_image(p, ss_image_new(exe, exe ? exe_len : 0, x->args, r->args_len,
						  r->args_bytes));
		take_container(p, x->cgroup, r->cgroup_len);
	}
	if (out) {
		w = begin_line(s, out, SS_EVENT_EXEC, &r->head);
		ss_process_begin(s, &w, &r->task);
		if (exe)
			ss_json_bytes(&w, "exe", exe, exe_len);
		if (flags & SS_WIRE_EXE_CUT)
			ss_json_bool(&w, "exe_truncated", true);
		ss_args_write(&w, x->args, r->args_len, r->args_bytes);
		write_path(&w, "cwd", "cwd_truncated", x->cwd, r->cwd_len, flags & SS_WIRE_CWD_CUT);
		ss_process_end(s, &w, &r->task, flags);
		ss_neighbours_write(s, &w, &r->task, p);
		ss_json_end_line(&w);
	}
	free(exe);
}

static void take_exec_failed(struct ss_stream *s, const struct ss_wire_exec *r,
			     const struct exec_parts *x, struct ss_strbuf *out)
{
	struct ss_proc *p = enter(s, &r->task, r->head.flags);
	const char *error = r->error < 0 && r->error > INT_MIN ? strerrorname_np(-r->error) : NULL;
	struct ss_json w;

	if (!out)
		return;
	w = begin_line(s, out, SS_EVENT_EXEC_FAILED, &r->head);
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
	ss_image_write(&w, p ? p->image : NULL);
	write_path(&w, "cwd", "cwd_truncated", x->cwd, r->cwd_len, r->head.flags & SS_WIRE_CWD_CUT);
	ss_process_end(s, &w, &r->task, r->head.flags);
	ss_neighbours_write(s, &w, &r->task, p);
	ss_json_end_line(&w);
}

int ss_event_take(struct ss_stream *s, const void *data, size_t size, bool print,
		  struct ss_strbuf *out, enum ss_event_type *type)
{
	const struct ss_wire_head *h = data;
	struct exec_parts x;
	bool loud;

	if (size < sizeof(*h))
		return -EBADMSG;
	loud = !(h->flags & SS_WIRE_QUIET);
	if (!loud || !print)
		out = NULL;
	*type = (enum ss_event_type)h->kind;
	switch (h->kind) {
	case SS_WIRE_FORK:
		if (!sized(data, size, sizeof(struct ss_wire_fork)))
			return -EBADMSG;
		take_fork(s, data, out);
		return loud;
	case SS_WIRE_EXIT:
		if (!sized(data, size, sizeof(struct ss_wire_exit)))
			return -EBADMSG;
		take_exit(s, data, out);
		return loud;
	case SS_WIRE_EXEC:
	case SS_WIRE_EXEC_FAILED:
		if (!exec_parts(data, size, &x))
			return -EBADMSG;
		(h->kind == SS_WIRE_EXEC ? take_exec : take_exec_failed)(s, data, &x, out);
		return loud;
	}
	return -EBADMSG;
}

int ss_event_take_snapshot(struct ss_stream *s, const void *data, size_t size, size_t *used,
			   struct ss_strbuf *out)
{
	const struct ss_wire_fork *r = data;
	struct ss_strbuf cwd = { 0 };
	struct ss_proc_id id;
	struct ss_proc *p;
	struct ss_json w;

	if (size < sizeof(*r) || r->head.size != sizeof(*r) || r->head.kind != SS_WIRE_SNAPSHOT)
		return -EBADMSG;
	*used = sizeof(*r);
	if (r->head.flags & SS_WIRE_QUIET)
		out = NULL;
	id = ss_wire_proc_id(&r->task.id);
	p = ss_proc_find(s->table, &id);
	if (!p || p->id.exec != id.exec || out) {
		p = enter(s, &r->task, r->head.flags);
		if (p && !p->kernel_thread)
			ss_proc_from_procfs(p, &cwd);
	}
	if (out) {
		ss_json_init(&w, out);
		ss_stream_begin(s, &w, "meta.snapshot", r->head.boot_ns);
		ss_process_begin(s, &w, &r->task);
		ss_image_write(&w, p ? p->image : NULL);
		if (cwd.len)
			ss_json_bytes(&w, "cwd", cwd.data, cwd.len);
		ss_process_end(s, &w, &r->task, r->head.flags);
		ss_neighbours_write(s, &w, &r->task, p);
		ss_json_end_line(&w);
	}
	ss_strbuf_fini(&cwd);
	return 0;
}
