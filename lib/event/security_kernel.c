// SPDX-License-Identifier: BSD-2-Clause
/* Records of what is put into the kernel or asked of it. */
#include <errno.h>
#include <sys/syscall.h>

#include "event/security.h"
#include "syscall/values.h"

#define IOCTL UINT32_MAX /* ss_wire_bpf.command */

static void put_module(struct ss_json *w, const struct ss_wire_call *r)
{
	ss_via_write(w, "via", r->call);
	ss_call_string(w, r, 0, "name");
	ss_call_string(w, r, 1, "params");
	ss_call_path(w, r, 2, "path");
	if (r->number[1])
		ss_set_write(w, "flags", 5, SS_SET_MODULE_INIT, r->number[1]);
	ss_taints_write(w, r->number[0]);
}

int ss_take_module(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return ss_call_take(s, data, size, out, "module", put_module);
}

static void put_kexec(struct ss_json *w, const struct ss_wire_call *r)
{
	bool file = r->call != SYS_kexec_load;

	ss_via_write(w, "op", r->call);
	ss_call_string(w, r, 0, "file");
	ss_call_string(w, r, 1, "cmdline");
	if (!file)
		ss_json_u64(w, "segments", r->number[1]);
	if (r->number[0])
		ss_set_write(w, "flags", 5, file ? SS_SET_KEXEC_FILE : SS_SET_KEXEC, r->number[0]);
}

int ss_take_kexec(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return ss_call_take(s, data, size, out, "kexec", put_kexec);
}

static void put_keyctl(struct ss_json *w, const struct ss_wire_call *r)
{
	if (r->call == SYS_keyctl)
		ss_set_write(w, "op", 2, SS_SET_KEYCTL, r->number[0]);
	else
		ss_via_write(w, "op", r->call);
	if (r->number[1])
		ss_set_write(w, "id", 2, SS_SET_KEYRING, r->number[1]);
	ss_call_string(w, r, 0, "type");
	ss_call_string(w, r, 1, "description");
	if (r->number[2])
		ss_set_write(w, "keyring", 7, SS_SET_KEYRING, r->number[2]);
}

int ss_take_keyctl(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return ss_call_take(s, data, size, out, "key", put_keyctl);
}

static void put_io_uring(struct ss_json *w, const struct ss_wire_call *r)
{
	ss_json_i64(w, "fd", (int64_t)r->number[0]);
	ss_json_u64(w, "sq_entries", r->number[1]);
	ss_json_u64(w, "cq_entries", r->number[2]);
	ss_uring_flags_write(w, r->number[3]);
}

int ss_take_io_uring(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return ss_call_take(s, data, size, out, "io_uring", put_io_uring);
}

static void write_bpf(struct ss_json *w, const struct ss_wire_bpf *r)
{
	char tag[2 * SS_WIRE_TAG_LEN];

	if (r->prog_id)
		ss_json_u64(w, "prog_id", r->prog_id);
	if (r->name[0])
		ss_json_bytes(w, "name", r->name, ss_bounded_len(r->name, SS_WIRE_BPF_NAME));
	ss_prog_type_write(w, r->prog_type);
	for (size_t i = 0; i < sizeof(tag); i++)
		tag[i] = "0123456789abcdef"[r->tag[i / 2] >> (i % 2 ? 0 : 4) & 15];
	if (r->prog_id)
		ss_json_str(w, "tag", tag, sizeof(tag));
	if (r->insns)
		ss_json_u64(w, "insns", r->insns);
	ss_attach_type_write(w, r->attach_type);
	if (r->target_len)
		ss_json_bytes(w, "target", r->data, r->target_len);
	if (r->cgroup_id)
		ss_json_id(w, "target_cgroup_id", r->cgroup_id);
	if (r->ifindex)
		ss_json_u64(w, "ifindex", r->ifindex);
	ss_error_write(w, r->error);
}

static int take_bpf(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out,
		    enum ss_event_type type)
{
	const struct ss_wire_bpf *r = data;
	struct ss_json w;

	if (size < sizeof(*r) || r->target_len > SS_WIRE_PATH_MAX ||
	    r->head.size != sizeof(*r) + r->target_len || r->head.size > size)
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, type, &r->head);
	ss_json_object(&w, "bpf");
	if (type == SS_EVENT_BPF_ATTACH && r->command == IOCTL)
		ss_json_cstr(&w, "op", "PERF_EVENT_IOC_SET_BPF");
	else if (type == SS_EVENT_BPF_ATTACH)
		ss_set_write(&w, "op", 2, SS_SET_BPF, r->command);
	write_bpf(&w, r);
	ss_security_end(s, &w, &r->actor);
	return 0;
}

int ss_take_bpf_load(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return take_bpf(s, data, size, out, SS_EVENT_BPF_LOAD);
}

int ss_take_bpf_attach(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	return take_bpf(s, data, size, out, SS_EVENT_BPF_ATTACH);
}
