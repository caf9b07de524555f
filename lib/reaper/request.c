// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/json_line.h"
#include "core/json_number.h"
#include "core/nearest.h"

/* Two tools may have the time of day off by a millisecond each, and a start is said in it. */
#define WALL_SLACK_NS (2 * SS_NS_PER_SEC / 1000)

#define SHOWN 40 /* bytes of a word that is not understood */

const char *const ss_request_names[SS_REQUEST_ACTS + 1] = {
	[SS_REQUEST_KILL] = "kill",
	[SS_REQUEST_TERM] = "term",
	[SS_REQUEST_STOP] = "stop",
	[SS_REQUEST_CONT] = "cont",
	[SS_REQUEST_FREEZE] = "freeze",
	[SS_REQUEST_THAW] = "thaw",
	[SS_REQUEST_CGROUP_KILL] = "cgroup-kill",
};

bool ss_request_is(struct ss_json_val root, struct ss_strbuf *room)
{
	struct ss_json_val action = ss_json_get(root, "action", 6);

	return ss_json_type(root) == SS_JSON_OBJECT &&
	       ss_json_is(ss_json_get(root, "type", 4), "action.request", room) &&
	       !ss_json_is(action, "block", room) && !ss_json_is(action, "unblock", room);
}

__attribute__((format(printf, 2, 3))) static int refuse(struct ss_request *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, args);
	va_end(args);
	return -EINVAL;
}

static int read_action(struct ss_request *r, struct ss_json_val v, struct ss_strbuf *room)
{
	char word[SHOWN + 1];
	const char *s, *near;
	size_t len;

	if (!ss_json_exists(v))
		return refuse(r, "no action is named");
	if (!ss_json_string(v, room, &s, &len))
		return refuse(r, "action: not a word");
	for (int i = 0; i < SS_REQUEST_ACTS; i++)
		if (len == strlen(ss_request_names[i]) && !memcmp(s, ss_request_names[i], len)) {
			r->act = i;
			return 0;
		}
	/* What is shown may be anything: only what is plain. */
	len = len < SHOWN ? len : SHOWN;
	for (size_t i = 0; i < len; i++)
		word[i] = s[i] > ' ' && s[i] < 0x7f ? s[i] : '?';
	word[len] = 0;
	near = ss_nearest(word, ss_request_names);
	return refuse(r, "unknown action '%s'%s%s%s", word, near ? ", did you mean '" : "",
		      near ? near : "", near ? "'?" : "");
}

static int read_id(struct ss_request *r, struct ss_json_val v, const struct ss_request_now *now,
		   struct ss_strbuf *room)
{
	struct ss_boot boot;
	struct ss_proc_id id;
	const char *s;
	size_t len;

	if (!ss_json_string(v, room, &s, &len) || len >= sizeof(r->id) ||
	    ss_proc_id_parse(s, len, &boot, &id))
		return refuse(r, "target.id: not an id of a process");
	memcpy(r->id, s, len);
	r->id[len] = 0;
	if (r->pid && r->pid != id.tgid)
		return refuse(r, "target.id and target.pid are of different processes");
	r->pid = id.tgid;
	r->start_ns = id.start_ns;
	r->slack_ns = 0;
	return strcmp(boot.id, now->boot.id) ? -ESTALE : 0;
}

/* "2026-09-25T10:11:12.003456789Z"; nanoseconds of CLOCK_BOOTTIME as digits, or a number. */
static int read_start(struct ss_request *r, struct ss_json_val v, const struct ss_request_now *now,
		      struct ss_strbuf *room)
{
	uint64_t wall, then;
	const char *s;
	size_t len;

	if (ss_json_get_u64(v, &r->start_ns))
		return 0;
	if (!ss_json_string(v, room, &s, &len))
		return refuse(r, "target.start: neither a time nor nanoseconds");
	if (len && ss_json_number_len(s, s + len) == len &&
	    ss_json_number_u64(s, len, &r->start_ns))
		return 0;
	if (ss_clock_parse(s, len, &wall))
		return refuse(r, "target.start: neither a time nor nanoseconds");
	then = ss_clock_wall_of(now->clock, 0); /* the time of day when the machine began */
	if (wall + WALL_SLACK_NS < then)
		return -ESTALE;
	r->start_ns = wall > then ? wall - then : 0;
	r->slack_ns = WALL_SLACK_NS;
	return 0;
}

static int read_target(struct ss_request *r, struct ss_json_val target,
		       const struct ss_request_now *now, struct ss_strbuf *room)
{
	struct ss_json_val pid = ss_json_get(target, "pid", 3);
	struct ss_json_val id = ss_json_get(target, "id", 2);
	struct ss_json_val start = ss_json_get(target, "start", 5);
	uint64_t n = 0;
	int err;

	if (ss_json_type(target) != SS_JSON_OBJECT)
		return refuse(r, "no target: an object with id, or pid and start");
	if (ss_json_exists(pid) && (!ss_json_get_u64(pid, &n) || !n || n > INT32_MAX))
		return refuse(r, "target.pid: not a process id");
	r->pid = n;
	if (!ss_json_exists(id) && (!r->pid || !ss_json_exists(start)))
		return refuse(r, "a bare pid is no victim: target.id, or target.pid and "
				 "target.start");
	err = ss_json_exists(id) ? read_id(r, id, now, room) : read_start(r, start, now, room);
	if (!err && r->start_ns > now->boot_ns + r->slack_ns)
		return refuse(r, "target: it would begin in the future");
	return err;
}

int ss_request_read(struct ss_request *r, struct ss_json_val root, const struct ss_request_now *now,
		    struct ss_strbuf *room)
{
	struct ss_json_val action = ss_json_get(root, "action", 6);
	int bad_action, err;

	*r = (struct ss_request){ .act = SS_REQUEST_ACTS };
	ss_json_keep(r->action, sizeof(r->action), action);
	ss_json_keep(r->seq, sizeof(r->seq), ss_json_get(root, "seq", 3));
	ss_json_keep(r->name, sizeof(r->name), ss_json_get(root, "id", 2));
	bad_action = read_action(r, action, room);
	if (bad_action)
		return room->err ? room->err : bad_action;
	err = read_target(r, ss_json_get(root, "target", 6), now, room);
	return room->err ? room->err : err;
}
