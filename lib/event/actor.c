// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who acts, in a line of the events that come in thousands.  Nearly all of it is
 * the same for every event of a process: it is written once, kept with the
 * process, and copied around what differs, the thread's id and name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"

/* The kept text: up to the tid, from there to the comm, and the rest of the line. */
struct ss_proc_text {
	uint64_t cgroup_id; /* what it was written for; else it is written anew */
	uint32_t exec, uid, euid, gid;
	uint32_t parent, parent_version; /* as the table knew it */
	uint32_t names;			 /* what was known of containers; 0: it is in none */
	uint32_t ids_len, image_len, rest_len;
	char text[];
};

/* Which names of containers stand in a text about P; 0: none can. */
static uint32_t names_version(const struct ss_stream *s, const struct ss_proc *p)
{
	return s->names && p->container.id[0] ? ss_container_names_version(s->names) : 0;
}

static bool fits(const struct ss_stream *s, const struct ss_proc *p, const struct ss_wire_actor *a)
{
	const struct ss_proc_text *t = p->text;

	return t && t->parent_version == ss_proc_version(s->table, t->parent) &&
	       t->names == names_version(s, p) && t->exec == a->id.exec && t->uid == a->uid &&
	       t->euid == a->euid && t->gid == a->gid && t->cgroup_id == a->cgroup_id;
}

/* The acting process in the table; one we never heard of, or whose exec was lost, is asked of
 * /proc. */
static struct ss_proc *entry_of(struct ss_stream *s, const struct ss_wire_actor *a)
{
	struct ss_proc_id id = ss_wire_proc_id(&a->id);
	struct ss_proc *p = ss_proc_put(s->table, &id);

	if (!p || (p->text && p->id.exec == id.exec && p->cgroup_id == a->cgroup_id))
		return p;
	/* A socket remembers who connected it: that was an image before this one. */
	if (p->cgroup_id && (int32_t)(id.exec - p->id.exec) < 0)
		return p;
	if (p->id.exec != id.exec || !p->cgroup_id) {
		p->id = id;
		p->auid = p->cgroup_id ? p->auid : UINT32_MAX;
		memcpy(p->comm, a->comm, sizeof(p->comm));
		p->parent.tgid = ss_procfs_ppid(&id);
		ss_proc_set_image(p, NULL);
		ss_proc_from_procfs(p, NULL);
	} else if (p->cgroup_id != a->cgroup_id) {
		ss_proc_container_from_procfs(p);
	}
	p->cgroup_id = a->cgroup_id;
	return p;
}

static void write_id(struct ss_stream *s, struct ss_json *w, const struct ss_proc_id *id)
{
	char text[SS_PROC_ID_SIZE];

	ss_proc_id_text(&s->boot, id, text);
	ss_json_cstr(w, "id", text);
	ss_json_u64(w, "pid", id->tgid);
}

static void write_creds(struct ss_stream *s, struct ss_json *w, const struct ss_proc *p,
			const struct ss_wire_actor *a)
{
	const char *user = ss_users_name(s->users, a->uid);

	ss_json_u64(w, "uid", a->uid);
	ss_json_u64(w, "euid", a->euid);
	ss_json_u64(w, "gid", a->gid);
	if (p->auid != UINT32_MAX)
		ss_json_u64(w, "auid", p->auid);
	if (user)
		ss_json_cstr(w, "user", user);
	if (p->tty[0])
		ss_json_cstr(w, "tty", p->tty);
}

static void write_parent(struct ss_stream *s, struct ss_json *w, struct ss_proc *p)
{
	struct ss_proc *parent = ss_proc_parent(s->table, p);

	if (!parent)
		return;
	ss_json_object(w, "parent");
	write_id(s, w, &parent->id);
	if (parent->image && parent->image->exe_json_len)
		ss_json_raw(w, NULL, parent->image->json, parent->image->exe_json_len);
	ss_json_bytes(w, "comm", parent->comm, ss_bounded_len(parent->comm, SS_COMM_LEN));
	ss_json_end_object(w);
	ss_ancestors_write(s, w, parent->comm, parent);
}

/* From the comm to the end of the line. */
static void write_rest(struct ss_stream *s, struct ss_json *w, struct ss_proc *p,
		       const struct ss_wire_actor *a)
{
	bool known = ss_image_of(p, &a->id) || p->kernel_thread;
	struct ss_container container = p->container;

	write_creds(s, w, p, a);
	ss_json_end_object(w);
	write_parent(s, w, p); /* P may have made room for it */
	ss_container_write(s, w, &container);
	ss_json_id(w, "cgroup_id", a->cgroup_id);
	if (!known) {
		ss_json_array(w, "incomplete");
		ss_json_cstr(w, NULL, "process");
		ss_json_end_array(w);
	}
	ss_json_end_line(w);
}

static struct ss_proc_text *written(struct ss_stream *s, struct ss_proc *p,
				    const struct ss_wire_actor *a)
{
	struct ss_strbuf b = { 0 };
	struct ss_json w = { .buf = &b, .comma = true };
	struct ss_proc_id id = ss_wire_proc_id(&a->id);
	uint32_t names = names_version(s, p), parent, parent_version;
	struct ss_proc *entry;
	size_t ids, image;
	struct ss_proc_text *t;

	entry = ss_proc_parent(s->table, p); /* who may be another by now */
	parent = p->parent.tgid;
	parent_version = ss_proc_version(s->table, parent);
	if (entry && entry->gone && !p->gone)
		parent_version--; /* it is about to have another: look again next time */
	ss_json_object(&w, "process");
	write_id(s, &w, &id);
	ids = b.len;
	ss_json_u64(&w, "ppid", parent);
	ss_image_write(&w, ss_image_of(p, &a->id));
	image = b.len;
	write_rest(s, &w, p, a);
	t = b.err ? NULL : malloc(sizeof(*t) + b.len);
	if (t) {
		*t = (struct ss_proc_text){
			.cgroup_id = a->cgroup_id,
			.exec = a->id.exec,
			.uid = a->uid,
			.euid = a->euid,
			.gid = a->gid,
			.parent = parent,
			.parent_version = parent_version,
			.names = names,
			.ids_len = ids,
			.image_len = image - ids,
			.rest_len = b.len - image,
		};
		memcpy(t->text, b.data, b.len);
	}
	ss_strbuf_fini(&b);
	return t;
}

static void end_unknown(struct ss_json *w)
{
	ss_json_array(w, "incomplete");
	ss_json_cstr(w, NULL, "process");
	ss_json_end_array(w);
	ss_json_end_line(w);
}

void ss_actor_end(struct ss_stream *s, struct ss_json *w, const struct ss_wire_actor *a)
{
	struct ss_proc_id id = ss_wire_proc_id(&a->id);
	const struct ss_proc_text *t;
	struct ss_proc *p;

	if (!a->id.tgid && !a->id.start_ns) {
		end_unknown(w);
		return;
	}
	p = entry_of(s, a);
	t = p ? p->text : NULL;
	if (p && !fits(s, p, a)) {
		struct ss_proc_text *new = written(s, p, a);

		/* Looking for its parent may have made the table drop the process itself. */
		p = ss_proc_find(s->table, &id);
		if (p) {
			ss_proc_forget_text(p);
			p->text = new;
		} else {
			free(new);
		}
		t = p ? p->text : NULL;
	}
	if (!t) {
		w->buf->err = -ENOMEM;
		return;
	}
	ss_strbuf_add(w->buf, t->text, t->ids_len);
	ss_json_u64(w, "tid", a->tid);
	ss_strbuf_add(w->buf, t->text + t->ids_len, t->image_len);
	ss_json_bytes(w, "comm", a->comm, ss_bounded_len(a->comm, SS_COMM_LEN));
	ss_strbuf_add(w->buf, t->text + t->ids_len + t->image_len, t->rest_len);
	w->comma = false;
}
