// SPDX-License-Identifier: BSD-2-Clause
/* Records in: checked, entered in the process table, written as lines. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "event/event.h"
#include "event/process.h"

static bool sized(const void *data, size_t size, size_t want)
{
	const struct ss_wire_head *h = data;

	return size >= want && h->size == want;
}

static void take_fork(struct ss_stream *s, const struct ss_wire_fork *r, struct ss_strbuf *out)
{
	struct ss_proc_id creator_id = ss_wire_proc_id(&r->creator);
	struct ss_proc *p = ss_process_enter(s, &r->task, r->head.flags);
	struct ss_proc *creator = ss_proc_find(s->table, &creator_id);
	const struct ss_image *image = ss_image_of(creator, &r->creator);
	struct ss_json w;

	/* The start-up snapshot may know the child already, and more recently. */
	if (p && !p->image && creator) {
		if (image)
			ss_proc_share_image(p, creator);
		if (p->cgroup_id == creator->cgroup_id)
			p->container = creator->container;
	}
	if (!image)
		image = ss_image_of(p, &r->task.id);
	if (!out)
		return;
	w = ss_event_line(s, out, SS_EVENT_FORK, &r->head);
	ss_process_begin(s, &w, &r->task);
	ss_image_write(&w, image);
	ss_process_end(s, &w, &r->task, r->head.flags);
	ss_neighbours_write(s, &w, &r->task, p, image || (creator && creator->kernel_thread),
			    false);
	ss_json_end_line(&w);
}

void ss_signal_name(int signal, char out[static SS_SIGNAL_NAME_SIZE])
{
	const char *name = sigabbrev_np(signal);

	if (name)
		snprintf(out, SS_SIGNAL_NAME_SIZE, "SIG%s", name);
	else if (signal >= SIGRTMIN && signal <= SIGRTMAX)
		snprintf(out, SS_SIGNAL_NAME_SIZE, "SIGRTMIN+%d", signal - SIGRTMIN);
	else
		snprintf(out, SS_SIGNAL_NAME_SIZE, "%d", signal);
}

void ss_status_write(struct ss_json *w, int status)
{
	char name[SS_SIGNAL_NAME_SIZE];

	if (!WIFSIGNALED(status)) {
		ss_json_u64(w, "exit_code", WEXITSTATUS(status));
		return;
	}
	ss_signal_name(WTERMSIG(status), name);
	ss_json_cstr(w, "exit_signal", name);
	if (WCOREDUMP(status))
		ss_json_bool(w, "core_dumped", true);
}

static void take_exit(struct ss_stream *s, const struct ss_wire_exit *r, struct ss_strbuf *out)
{
	struct ss_proc_id id = ss_wire_proc_id(&r->task.id);
	struct ss_proc *p = ss_proc_find(s->table, &id);
	const struct ss_image *image = ss_image_of(p, &r->task.id);
	struct ss_json w;

	if (out) {
		w = ss_event_line(s, out, SS_EVENT_EXIT, &r->head);
		ss_process_begin(s, &w, &r->task);
		ss_image_write(&w, image);
		ss_status_write(&w, r->status);
		ss_json_u64(&w, "duration_us", (r->head.boot_ns - r->task.id.start_ns) / 1000);
		ss_process_end(s, &w, &r->task, r->head.flags);
		ss_neighbours_write(s, &w, &r->task, p, image, false);
		ss_json_end_line(&w);
	}
	ss_proc_retire(s->table, &id, r->head.boot_ns);
}

static const ss_take_fn takers[SS_EVENT_TYPES] = {
	[SS_EVENT_FILE_OPEN] = ss_take_file,	  [SS_EVENT_FILE_WRITE] = ss_take_file,
	[SS_EVENT_FILE_RENAME] = ss_take_file,	  [SS_EVENT_FILE_UNLINK] = ss_take_file,
	[SS_EVENT_FILE_LINK] = ss_take_file,	  [SS_EVENT_FILE_CHMOD] = ss_take_file,
	[SS_EVENT_FILE_CHOWN] = ss_take_file,	  [SS_EVENT_FILE_TRUNCATE] = ss_take_file,
	[SS_EVENT_FILE_UTIMES] = ss_take_file,	  [SS_EVENT_FILE_MEMFD] = ss_take_file,
	[SS_EVENT_MMAP_EXEC] = ss_take_file,	  [SS_EVENT_MPROTECT_EXEC] = ss_take_file,
	[SS_EVENT_CREDS] = ss_take_creds,	  [SS_EVENT_SIGNAL] = ss_take_signal,
	[SS_EVENT_PTRACE] = ss_take_ptrace,	  [SS_EVENT_MODULE_LOAD] = ss_take_module,
	[SS_EVENT_BPF_LOAD] = ss_take_bpf_load,	  [SS_EVENT_BPF_ATTACH] = ss_take_bpf_attach,
	[SS_EVENT_KEXEC] = ss_take_kexec,	  [SS_EVENT_KEYCTL] = ss_take_keyctl,
	[SS_EVENT_NS_SET] = ss_take_ns_set,	  [SS_EVENT_NS_UNSHARE] = ss_take_ns_unshare,
	[SS_EVENT_MOUNT] = ss_take_mount,	  [SS_EVENT_IO_URING] = ss_take_io_uring,
	[SS_EVENT_SYSCALL] = ss_take_syscall,	  [SS_EVENT_UPROBE] = ss_take_uprobe,
	[SS_EVENT_NET_CONNECT] = ss_take_net,	  [SS_EVENT_NET_ACCEPT] = ss_take_net,
	[SS_EVENT_NET_LISTEN] = ss_take_net,	  [SS_EVENT_NET_BIND] = ss_take_net,
	[SS_EVENT_NET_CLOSE] = ss_take_net_close, [SS_EVENT_DNS_QUERY] = ss_take_dns,
	[SS_EVENT_DNS_ANSWER] = ss_take_dns,	  [SS_EVENT_TLS_HELLO] = ss_take_tls,
};

static int take_args(struct ss_stream *s, const struct ss_wire_args *r, size_t size)
{
	if (size < sizeof(*r) || !sized(r, size, sizeof(*r) + (size_t)r->args_len))
		return -EBADMSG;
	return ss_apart_put(s->apart, r);
}

int ss_event_take(struct ss_stream *s, const void *data, size_t size, bool print,
		  struct ss_strbuf *out, enum ss_event_type *type)
{
	const struct ss_wire_head *h = data;
	bool loud;

	if (size < sizeof(*h))
		return -EBADMSG;
	loud = !(h->flags & SS_WIRE_QUIET);
	if (!loud || !print)
		out = NULL;
	*type = (enum ss_event_type)h->kind;
	switch (h->kind) {
	case SS_EVENT_FORK:
		if (!sized(data, size, sizeof(struct ss_wire_fork)))
			return -EBADMSG;
		take_fork(s, data, out);
		return loud;
	case SS_EVENT_EXIT:
		if (!sized(data, size, sizeof(struct ss_wire_exit)))
			return -EBADMSG;
		take_exit(s, data, out);
		return loud;
	case SS_WIRE_ARGS: return take_args(s, data, size);
	case SS_EVENT_EXEC:
	case SS_EVENT_EXEC_FAILED: return ss_exec_take(s, data, size, out) ? -EBADMSG : loud;
	}
	if (h->kind >= SS_EVENT_TYPES || !takers[h->kind] || takers[h->kind](s, data, size, out))
		return -EBADMSG;
	return loud;
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
		p = ss_process_enter(s, &r->task, r->head.flags);
		if (p && !p->kernel_thread)
			ss_proc_from_procfs(p, &cwd);
	}
	if (out) {
		ss_json_init(&w, out);
		ss_stream_begin(s, &w, "meta.snapshot", r->head.boot_ns);
		ss_process_begin(s, &w, &r->task);
		ss_image_write(&w, ss_image_of(p, &r->task.id));
		if (cwd.len)
			ss_json_bytes(&w, "cwd", cwd.data, cwd.len);
		ss_process_end(s, &w, &r->task, r->head.flags);
		ss_neighbours_write(s, &w, &r->task, p, ss_image_of(p, &r->task.id), false);
		ss_json_end_line(&w);
	}
	ss_strbuf_fini(&cwd);
	return 0;
}
