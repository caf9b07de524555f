// SPDX-License-Identifier: BSD-2-Clause
/* Records of changed credentials. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "event/security.h"

struct member {
	const char *key;
	size_t offset;
};

#define MEMBER(key, field)                                                                         \
	{                                                                                          \
		key, offsetof(struct ss_wire_creds_set, field)                                     \
	}

static const struct member ids[] = {
	MEMBER("uid", uid),	    MEMBER("euid", euid),
	MEMBER("suid", suid),	    MEMBER("fsuid", fsuid),
	MEMBER("gid", gid),	    MEMBER("egid", egid),
	MEMBER("sgid", sgid),	    MEMBER("fsgid", fsgid),
	MEMBER("user_ns", user_ns), MEMBER("securebits", securebits),
};

static const struct member sets[] = {
	MEMBER("caps_effective", effective),	 MEMBER("caps_permitted", permitted),
	MEMBER("caps_inheritable", inheritable), MEMBER("caps_ambient", ambient),
	MEMBER("caps_bounding", bounding),
};

static void write_id(struct ss_json *w, const struct member *m, const struct ss_wire_creds *r)
{
	uint32_t from, to;

	memcpy(&from, (const char *)&r->from + m->offset, sizeof(from));
	memcpy(&to, (const char *)&r->to + m->offset, sizeof(to));
	if (from == to)
		return;
	ss_json_object(w, m->key);
	ss_json_u64(w, "from", from);
	ss_json_u64(w, "to", to);
	ss_json_end_object(w);
}

static void write_set(struct ss_json *w, const struct member *m, const struct ss_wire_creds *r)
{
	uint64_t from, to;

	memcpy(&from, (const char *)&r->from + m->offset, sizeof(from));
	memcpy(&to, (const char *)&r->to + m->offset, sizeof(to));
	if (from == to)
		return;
	ss_json_object(w, m->key);
	ss_caps_hex_write(w, "from", from);
	ss_caps_hex_write(w, "to", to);
	ss_caps_write(w, "gained", to & ~from);
	ss_caps_write(w, "lost", from & ~to);
	ss_json_end_object(w);
}

int ss_take_creds(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_creds *r = data;
	struct ss_json w;

	if (size < sizeof(*r) || r->head.size != sizeof(*r))
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, SS_EVENT_CREDS, &r->head);
	ss_json_object(&w, "creds");
	if (r->head.flags & SS_WIRE_BY_EXEC)
		ss_json_cstr(&w, "via", "exec");
	else
		ss_via_write(&w, "via", r->call);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		write_id(&w, &ids[i], r);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		write_set(&w, &sets[i], r);
	ss_security_end(s, &w, &r->actor);
	return 0;
}
