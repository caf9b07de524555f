// SPDX-License-Identifier: BSD-2-Clause
/* Records of system calls, and of places in programs, which bring captures the same way. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event/captures.h"
#include "event/process.h"
#include "syscall/syscall.h"

_Static_assert(SS_CAPTURES_MAX == SS_SYSCALL_ARGS + 1, "of each argument one, and of the result");

/* The paths of files, of one record. */
static char paths[SS_CAPTURES_MAX * (SS_WIRE_STRING_MAX + 258)];

/* A path as text, in place of its names.  "/" has none of these. */
static void join_path(struct ss_capture *c, size_t *used)
{
	char *text = paths + *used;
	size_t len = ss_path_join(text, c->bytes, c->len, !c->cut);

	if (!len)
		text[len++] = '/';
	*used += len;
	c->bytes = text;
	c->len = len;
}

static void name_pipe(struct ss_capture *c, size_t *used)
{
	char *text = paths + *used;
	uint64_t inode = 0;

	memcpy(&inode, c->bytes, c->len < sizeof(inode) ? c->len : sizeof(inode));
	c->len = sprintf(text, "pipe:[%llu]", (unsigned long long)inode);
	c->bytes = text;
	c->kind = SS_CAPTURE_FD_PATH;
	*used += c->len;
}

/* What is long enough in the record for its kind to be shown. */
static bool fits(const struct ss_wire_capture *c, size_t left)
{
	if (c->len > left || c->arg > SS_SYSCALL_RESULT || c->kind > SS_CAPTURE_FD_NAME)
		return false;
	return c->len <= SS_WIRE_STRING_MAX + (c->kind == SS_CAPTURE_FD_PATH ? 256 : 0);
}

bool ss_captures_read(struct ss_captures *out, const struct ss_wire_syscall *r, size_t size)
{
	size_t at = sizeof(*r), used = 0;

	if (size < at || r->head.size < at || r->head.size > size || r->captures > SS_CAPTURES_MAX)
		return false;
	out->count = 0;
	while (out->count < r->captures) {
		const struct ss_wire_capture *w = (const void *)((const char *)r + at);
		struct ss_capture *c = &out->list[out->count++];

		if (r->head.size - at < sizeof(*w) || !fits(w, r->head.size - at - sizeof(*w)))
			return false;
		*c = (struct ss_capture){ w->arg, w->kind, w->cut, w->len, w->bytes };
		if (c->kind == SS_CAPTURE_FD_PATH)
			join_path(c, &used);
		else if (c->kind == SS_CAPTURE_FD_PIPE)
			name_pipe(c, &used);
		else if (c->kind == SS_CAPTURE_FD_NAME)
			c->kind = SS_CAPTURE_FD_PATH;
		/* The last one's padding may not be there. */
		at += (sizeof(*w) + w->len + 7) & ~(size_t)7;
		if (at > r->head.size)
			at = r->head.size;
	}
	return at == r->head.size;
}

int ss_take_syscall(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_syscall *r = data;
	struct ss_syscall_event e;
	struct ss_captures captures;
	struct ss_json w;

	if (!ss_captures_read(&captures, r, size))
		return -EBADMSG;
	if (!out)
		return 0;
	e = (struct ss_syscall_event){
		.nr = r->nr,
		.abi = r->abi,
		.ret = r->ret,
		.duration_ns = r->duration_ns,
		.captures = captures.list,
		.capture_count = captures.count,
	};
	memcpy(e.args, r->args, sizeof(e.args));
	w = ss_event_line(s, out, SS_EVENT_SYSCALL, &r->head);
	ss_syscall_write(&w, &e);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
