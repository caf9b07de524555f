// SPDX-License-Identifier: BSD-2-Clause
/* Records of namespaces and mounts. */
#include <errno.h>
#include <sys/syscall.h>

#include "event/security.h"
#include "syscall/values.h"

static const char *const kinds[SS_NS_KINDS] = {
	[SS_NS_CGROUP] = "cgroup_ns", [SS_NS_IPC] = "ipc_ns",	[SS_NS_MNT] = "mnt_ns",
	[SS_NS_NET] = "net_ns",	      [SS_NS_PID] = "pid_ns",	[SS_NS_TIME] = "time_ns",
	[SS_NS_UTS] = "uts_ns",	      [SS_NS_USER] = "user_ns",
};

/* "net_ns":{"from":...,"to":...} of each that changed. */
static void write_changes(struct ss_json *w, const struct ss_wire_ns *r)
{
	for (int i = 0; i < SS_NS_KINDS; i++) {
		if (r->from[i] == r->to[i])
			continue;
		ss_json_object(w, kinds[i]);
		if (r->from[i])
			ss_json_u64(w, "from", r->from[i]);
		ss_json_u64(w, "to", r->to[i]);
		ss_json_end_object(w);
	}
}

static int take_ns(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out,
		   enum ss_event_type type)
{
	const struct ss_wire_ns *r = data;
	struct ss_json w;

	if (size < sizeof(*r) || r->head.size != sizeof(*r))
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, type, &r->head);
	ss_json_object(&w, "ns");
	if (r->call == UINT32_MAX)
		ss_json_cstr(&w, "via", "clone");
	else
		ss_via_write(&w, "via", r->call);
	if (r->flags)
		ss_set_write(&w, "flags", 5, SS_SET_UNSHARE, r->flags);
	if (!r->error)
		write_changes(&w, r);
	if (r->child.id.tgid)
		ss_target_write(s, &w, "child", &r->child);
	ss_error_write(&w, r->error);
	ss_security_end(s, &w, &r->actor);
	return 0;
}

int ss_take_ns_set(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return take_ns(s, data, size, out, SS_EVENT_NS_SET);
}

int ss_take_ns_unshare(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return take_ns(s, data, size, out, SS_EVENT_NS_UNSHARE);
}

/* What each call's flags are. */
static const struct {
	uint32_t call;
	enum ss_set_id flags;
} mount_calls[] = {
	{ SYS_mount, SS_SET_MOUNT }, { SYS_umount2, SS_SET_UMOUNT }, { 430, SS_SET_FSOPEN },
	{ 433, SS_SET_FSPICK },	     { 432, SS_SET_FSMOUNT },	     { 429, SS_SET_MOVE_MOUNT },
	{ 428, SS_SET_OPEN_TREE },   { 467, SS_SET_OPEN_TREE },	     { 442, SS_SET_AT_MOUNT },
};

#define CALL_FSMOUNT	    432
#define CALL_MOUNT_SETATTR  442
#define CALL_OPEN_TREE_ATTR 467

static void write_mount_flags(struct ss_json *w, const struct ss_wire_call *r)
{
	for (size_t i = 0; i < sizeof(mount_calls) / sizeof(mount_calls[0]); i++)
		if (mount_calls[i].call == r->call && r->number[0])
			ss_set_write(w, "flags", 5, mount_calls[i].flags, r->number[0]);
	switch (r->call) {
	case CALL_FSMOUNT:
	case CALL_MOUNT_SETATTR:
	case CALL_OPEN_TREE_ATTR:
		if (r->number[1])
			ss_set_write(w, "attr_set", 8, SS_SET_MOUNT_ATTR, r->number[1]);
		if (r->number[2])
			ss_set_write(w, "attr_clr", 8, SS_SET_MOUNT_ATTR, r->number[2]);
	}
}

static void put_mount(struct ss_json *w, const struct ss_wire_call *r)
{
	ss_via_write(w, "op", r->call);
	/* pivot_root(new_root, put_old): what becomes the root, and where the old one goes. */
	ss_call_string(w, r, 0, "source");
	ss_call_string(w, r, 1, "target");
	ss_call_string(w, r, 2, "fstype");
	write_mount_flags(w, r);
}

int ss_take_mount(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return ss_call_take(s, data, size, out, "mount", put_mount);
}
