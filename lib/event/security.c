// SPDX-License-Identifier: BSD-2-Clause
#include "event/security.h"

#include <errno.h>
#include <stdio.h>

#include "syscall/syscall.h"

void ss_via_write(struct ss_json *w, const char *key, uint32_t call)
{
	const char *name = ss_syscall_name(call);

	if (name)
		ss_json_cstr(w, key, name);
}

void ss_target_write(struct ss_stream *s, struct ss_json *w, const char *key,
		     const struct ss_wire_target *t)
{
	struct ss_proc_id id = ss_wire_proc_id(&t->id);
	const struct ss_image *image;
	char text[SS_PROC_ID_SIZE];

	ss_json_object(w, key);
	if (id.tgid) {
		ss_proc_id_text(&s->boot, &id, text);
		ss_json_cstr(w, "id", text);
		ss_json_u64(w, "pid", id.tgid);
		ss_json_u64(w, "tid", t->tid);
		image = ss_image_of(ss_proc_find(s->table, &id), &t->id);
		if (image && image->exe_json_len)
			ss_json_raw(w, NULL, image->json, image->exe_json_len);
		ss_json_bytes(w, "comm", t->comm, ss_bounded_len(t->comm, SS_COMM_LEN));
	} else {
		ss_json_i64(w, "ns_pid", (int32_t)t->ns_pid);
	}
	ss_json_end_object(w);
}

static bool call_valid(const struct ss_wire_call *r, size_t size)
{
	uint64_t want = sizeof(*r);

	if (size < sizeof(*r))
		return false;
	for (int i = 0; i < SS_WIRE_STRINGS; i++) {
		if (r->len[i] > SS_WIRE_PATH_MAX)
			return false;
		want += r->len[i];
	}
	return r->head.size == want && want <= size;
}

int ss_call_take(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out,
		 const char *object, ss_put_call_fn put)
{
	const struct ss_wire_call *r = data;
	struct ss_json w;

	if (!call_valid(r, size))
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, (enum ss_event_type)r->head.kind, &r->head);
	ss_json_object(&w, object);
	put(&w, r);
	ss_error_write(&w, r->error);
	ss_security_end(s, &w, &r->actor);
	return 0;
}

static const char *string_of(const struct ss_wire_call *r, int n)
{
	const char *p = r->data;

	for (int i = 0; i < n; i++)
		p += r->len[i];
	return p;
}

static void write_cut(struct ss_json *w, const struct ss_wire_call *r, int n, const char *key)
{
	char name[32];

	if (!(r->head.flags & SS_WIRE_STRING_CUT(n)))
		return;
	snprintf(name, sizeof(name), "%s_truncated", key);
	ss_json_bool(w, name, true);
}

void ss_call_string(struct ss_json *w, const struct ss_wire_call *r, int n, const char *key)
{
	if (r->len[n])
		ss_json_bytes(w, key, string_of(r, n), r->len[n]);
	write_cut(w, r, n, key);
}

void ss_call_path(struct ss_json *w, const struct ss_wire_call *r, int n, const char *key)
{
	char path[SS_WIRE_PATH_MAX + 2];
	size_t len = ss_path_join(path, string_of(r, n), r->len[n],
				  !(r->head.flags & SS_WIRE_STRING_CUT(n)));

	if (len)
		ss_json_bytes(w, key, path, len);
	write_cut(w, r, n, key);
}
