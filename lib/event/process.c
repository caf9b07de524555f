// SPDX-License-Identifier: BSD-2-Clause
/* The object "process" and its neighbours in a line: parent, ancestors, container. */
#include "event/process.h"

#include <stdio.h>
#include <string.h>

#define MAX_ANCESTORS 16

static const struct {
	uint32_t flag;
	const char *name;
} flag_names[] = {
	{ SS_WIRE_EXE_MEMFD, "memfd" },		  { SS_WIRE_EXE_DELETED, "deleted" },
	{ SS_WIRE_EXE_OVL_UPPER, "upper_layer" }, { SS_WIRE_EXE_SETUID, "setuid" },
	{ SS_WIRE_EXE_SETGID, "setgid" },	  { SS_WIRE_KTHREAD, "kernel_thread" },
};

struct ss_proc_id ss_wire_proc_id(const struct ss_wire_id *id)
{
	return (struct ss_proc_id){ .start_ns = id->start_ns, .tgid = id->tgid, .exec = id->exec };
}

size_t ss_path_join(char *out, const char *names, size_t len, bool whole)
{
	size_t end = len, n = 0;

	while (end) {
		size_t start = end - 1; /* on this name's NUL */

		while (start && names[start - 1])
			start--;
		if (n || whole)
			out[n++] = '/';
		memcpy(out + n, names + start, end - 1 - start);
		n += end - 1 - start;
		end = start;
	}
	return n;
}

size_t ss_bounded_len(const char *s, size_t max)
{
	const char *nul = memchr(s, 0, max);

	return nul ? (size_t)(nul - s) : max;
}

static void write_id(struct ss_stream *s, struct ss_json *w, const struct ss_wire_id *wire)
{
	struct ss_proc_id id = ss_wire_proc_id(wire);
	char text[SS_PROC_ID_SIZE];

	ss_proc_id_text(&s->boot, &id, text);
	ss_json_cstr(w, "id", text);
	ss_json_u64(w, "pid", id.tgid);
}

static void write_comm(struct ss_json *w, const char *comm)
{
	ss_json_bytes(w, "comm", comm, ss_bounded_len(comm, SS_COMM_LEN));
}

void ss_tty_text(const char name[SS_WIRE_TTY_LEN], char text[SS_WIRE_TTY_LEN + 2])
{
	int len = ss_bounded_len(name, SS_WIRE_TTY_LEN);

	/* The driver's "pts3" is /dev/pts/3. */
	if (len > 3 && !memcmp(name, "pts", 3) && name[3] >= '0' && name[3] <= '9')
		snprintf(text, SS_WIRE_TTY_LEN + 2, "pts/%.*s", len - 3, name + 3);
	else
		snprintf(text, SS_WIRE_TTY_LEN + 2, "%.*s", len, name);
}

static void write_tty(struct ss_json *w, const char *name)
{
	char text[SS_WIRE_TTY_LEN + 2];

	ss_tty_text(name, text);
	if (*text)
		ss_json_str(w, "tty", text, strlen(text));
}

static void write_flags(struct ss_json *w, uint32_t flags)
{
	bool open = false;

	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		if (!(flags & flag_names[i].flag))
			continue;
		if (!open)
			ss_json_array(w, "flags");
		open = true;
		ss_json_cstr(w, NULL, flag_names[i].name);
	}
	if (open)
		ss_json_end_array(w);
}

static void write_creds(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t)
{
	const char *user = ss_users_name(s->users, t->uid);
	char caps[18]; /* always 16 digits */

	ss_json_u64(w, "uid", t->uid);
	ss_json_u64(w, "euid", t->euid);
	ss_json_u64(w, "gid", t->gid);
	ss_json_u64(w, "egid", t->egid);
	if (t->auid != UINT32_MAX)
		ss_json_u64(w, "auid", t->auid);
	if (user)
		ss_json_cstr(w, "user", user);
	write_tty(w, t->tty);
	memcpy(caps, "0x", 2);
	for (int i = 0; i < 16; i++)
		caps[2 + i] = "0123456789abcdef"[t->caps >> (60 - 4 * i) & 15];
	ss_json_str(w, "caps", caps, sizeof(caps));
}

static void write_namespaces(struct ss_json *w, const struct ss_wire_task *t)
{
	if (t->ns_pid != t->id.tgid)
		ss_json_u64(w, "ns_pid", t->ns_pid);
	ss_json_u64(w, "mnt_ns", t->mnt_ns);
	ss_json_u64(w, "pid_ns", t->pid_ns);
	ss_json_u64(w, "net_ns", t->net_ns);
	ss_json_u64(w, "user_ns", t->user_ns);
	ss_json_u64(w, "uts_ns", t->uts_ns);
	ss_json_u64(w, "ipc_ns", t->ipc_ns);
	ss_json_u64(w, "cgroup_ns", t->cgroup_ns);
}

void ss_process_begin(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t)
{
	ss_json_object(w, "process");
	write_id(s, w, &t->id);
	ss_json_u64(w, "tid", t->tid);
	ss_json_u64(w, "ppid", t->parent.tgid);
}

const struct ss_image *ss_image_of(const struct ss_proc *p, const struct ss_wire_id *id)
{
	return p && p->id.start_ns == id->start_ns && p->id.exec == id->exec ? p->image : NULL;
}

void ss_image_write(struct ss_json *w, const struct ss_image *image)
{
	if (image && image->json_len)
		ss_json_raw(w, NULL, image->json, image->json_len);
}

void ss_process_end(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
		    uint32_t flags)
{
	char start[SS_RFC3339_SIZE];

	ss_clock_rfc3339(ss_clock_wall_of(&s->clock, t->id.start_ns), start);
	write_comm(w, t->comm);
	write_creds(s, w, t);
	ss_json_cstr(w, "start", start);
	write_flags(w, flags);
	write_namespaces(w, t);
	ss_json_end_object(w);
}

void ss_ancestors_write(struct ss_stream *s, struct ss_json *w, const char *parent_comm,
			struct ss_proc *parent)
{
	const char *comms[MAX_ANCESTORS] = { parent_comm };
	bool repaired = false;
	int n = 1;

	while (n < MAX_ANCESTORS && parent && (parent = ss_proc_parent(s->table, parent)))
		comms[n++] = parent->comm;
	ss_json_array(w, "ancestors");
	for (int i = 0; i < n; i++)
		repaired |= ss_json_str(w, NULL, comms[i], ss_bounded_len(comms[i], SS_COMM_LEN));
	ss_json_end_array(w);
	if (!repaired)
		return;
	ss_json_array(w, "ancestors_hex");
	for (int i = 0; i < n; i++)
		ss_json_str_hex(w, NULL, comms[i], ss_bounded_len(comms[i], SS_COMM_LEN));
	ss_json_end_array(w);
}

/* The parent's entry; one we never heard of, or whose exec was lost, is asked of /proc, once. */
static struct ss_proc *parent_entry(struct ss_stream *s, const struct ss_wire_task *t)
{
	struct ss_proc_id id = ss_wire_proc_id(&t->parent);
	struct ss_proc *p = ss_proc_find(s->table, &id);

	if (p && (int32_t)(id.exec - p->id.exec) <= 0)
		return p;
	p = ss_proc_put(s->table, &id);
	if (p) {
		p->id = id;
		ss_proc_set_image(p, NULL);
		memcpy(p->comm, t->parent_comm, sizeof(p->comm));
		p->parent.tgid = ss_procfs_ppid(&id);
		ss_proc_from_procfs(p, NULL);
	}
	return p;
}

static void write_incomplete(struct ss_json *w, bool process, bool parent, bool args)
{
	if (!process && !parent && !args)
		return;
	ss_json_array(w, "incomplete");
	if (process)
		ss_json_cstr(w, NULL, "process");
	if (parent)
		ss_json_cstr(w, NULL, "parent");
	if (args)
		ss_json_cstr(w, NULL, "args");
	ss_json_end_array(w);
}

void ss_container_write(struct ss_stream *s, struct ss_json *w,
			const struct ss_container *container)
{
	const char *json = NULL;
	size_t len;

	if (!container->id[0])
		return;
	ss_json_object(w, "container");
	ss_json_cstr(w, "id", container->id);
	if (container->runtime[0])
		ss_json_cstr(w, "runtime", container->runtime);
	if (s->names)
		json = ss_container_names_find(s->names, container->id, &len);
	if (json)
		ss_json_raw(w, NULL, json, len);
	ss_json_end_object(w);
}

void ss_neighbours_write(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
			 const struct ss_proc *self, bool known, bool args_fault)
{
	/* SELF may have to make room for the parent. */
	struct ss_container container = self ? self->container : (struct ss_container){ 0 };
	bool kernel_thread = self && self->kernel_thread;
	struct ss_proc *parent = t->parent.tgid ? parent_entry(s, t) : NULL;
	const struct ss_image *image = ss_image_of(parent, &t->parent);

	if (t->parent.tgid) {
		ss_json_object(w, "parent");
		write_id(s, w, &t->parent);
		ss_image_write(w, image);
		write_comm(w, t->parent_comm);
		ss_json_end_object(w);
		ss_ancestors_write(s, w, t->parent_comm, parent);
	}
	ss_container_write(s, w, &container);
	ss_json_id(w, "cgroup_id", t->cgroup_id);
	write_incomplete(w, !known && !kernel_thread,
			 t->parent.tgid && !image && !(parent && parent->kernel_thread),
			 args_fault);
}
