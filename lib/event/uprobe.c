// SPDX-License-Identifier: BSD-2-Clause
/* Records of places in programs and libraries that were reached. */
#include <errno.h>
#include <string.h>

#include "event/captures.h"
#include "event/process.h"
#include "uprobe/uprobe.h"

static const struct ss_capture *find(const struct ss_captures *captures, unsigned int arg)
{
	for (size_t i = 0; i < captures->count; i++)
		if (captures->list[i].arg == arg)
			return &captures->list[i];
	return NULL;
}

/* What the pointer points at; or null, or in KEY_ptr where it points. */
static void put_string(struct ss_json *w, const char *key, uint64_t value,
		       const struct ss_capture *c)
{
	char more[SS_UPROBE_NAME_MAX + sizeof("_truncated")];

	if (!c && !value) {
		ss_json_null(w, key);
		return;
	}
	if (!c) {
		stpcpy(stpcpy(more, key), "_ptr");
		ss_json_hex(w, more, value);
		return;
	}
	ss_json_bytes(w, key, c->bytes, c->len);
	if (!c->cut)
		return;
	stpcpy(stpcpy(more, key), "_truncated");
	ss_json_bool(w, more, true);
}

static void put_value(struct ss_json *w, const char *key, int kind, uint64_t v,
		      const struct ss_capture *c)
{
	switch (kind) {
	case SS_UPROBE_INT: ss_json_i64(w, key, (int32_t)v); break;
	case SS_UPROBE_UINT: ss_json_u64(w, key, (uint32_t)v); break;
	case SS_UPROBE_LONG: ss_json_i64(w, key, (int64_t)v); break;
	case SS_UPROBE_ULONG: ss_json_u64(w, key, v); break;
	case SS_UPROBE_HEX:
	case SS_UPROBE_PTR: ss_json_hex(w, key, v); break;
	case SS_UPROBE_STR: put_string(w, key, v, c); break;
	default: break;
	}
}

static void put_hit(struct ss_json *w, const struct ss_uprobe_place *place,
		    const struct ss_wire_syscall *r, const struct ss_captures *captures)
{
	const struct ss_uprobe *u = place->probe;

	ss_json_object(w, "uprobe");
	ss_json_bytes(w, "file", place->file, strlen(place->file));
	if (u->provider)
		ss_json_bytes(w, "provider", u->provider, strlen(u->provider));
	if (u->symbol)
		ss_json_bytes(w, "symbol", u->symbol, strlen(u->symbol));
	if (!u->provider)
		ss_json_hex(w, "offset", place->offset);
	ss_json_object(w, "args");
	for (int i = 0; i < u->arg_count; i++)
		put_value(w, u->args[i].name, u->args[i].kind, r->args[i], find(captures, i));
	ss_json_end_object(w);
	if (u->at_return)
		put_value(w, "ret", u->result, r->ret, find(captures, SS_SYSCALL_RESULT));
	ss_json_end_object(w);
}

int ss_take_uprobe(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_syscall *r = data;
	struct ss_captures captures;
	struct ss_json w;

	if (!ss_captures_read(&captures, r, size) || r->nr >= s->uprobe_count)
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, SS_EVENT_UPROBE, &r->head);
	put_hit(&w, &s->uprobes[r->nr], r, &captures);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
