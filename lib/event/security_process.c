// SPDX-License-Identifier: BSD-2-Clause
/* Records of signals, ptrace and the memory of others. */
#include <errno.h>
#include <sys/ptrace.h>

#include "event/security.h"
#include "syscall/syscall.h"
#include "syscall/values.h"

/* TRACE_SIGNAL_*: what became of it. */
static const char *const results[] = {
	"delivered", "ignored", "already_pending", "overflow", "info_lost",
};

int ss_take_signal(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_signal *r = data;
	char name[SS_SIGNAL_NAME_SIZE];
	struct ss_json w;

	if (size < sizeof(*r) || r->head.size != sizeof(*r))
		return -EBADMSG;
	if (!out)
		return 0;
	ss_signal_name(r->signal, name);
	w = ss_event_line(s, out, SS_EVENT_SIGNAL, &r->head);
	ss_json_object(&w, "signal");
	ss_json_cstr(&w, "name", name);
	ss_json_i64(&w, "number", r->signal);
	if (r->result < sizeof(results) / sizeof(results[0]))
		ss_json_cstr(&w, "result", results[r->result]);
	ss_json_bool(&w, "group", r->group);
	ss_target_write(s, &w, "target", &r->target);
	ss_security_end(s, &w, &r->actor);
	return 0;
}

static bool is_poke(uint32_t request)
{
	return request == PTRACE_POKETEXT || request == PTRACE_POKEDATA ||
	       request == PTRACE_POKEUSER;
}

int ss_take_ptrace(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_ptrace *r = data;
	struct ss_json w;

	if (size < sizeof(*r) || r->head.size != sizeof(*r))
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, SS_EVENT_PTRACE, &r->head);
	ss_json_object(&w, "ptrace");
	ss_via_write(&w, "op", r->call);
	if (r->call == (uint32_t)ss_syscall_number("ptrace", 6)) {
		ss_set_write(&w, "request", 7, SS_SET_PTRACE, r->request);
		if (is_poke(r->request))
			ss_json_hex(&w, "addr", r->addr);
	} else if (!r->error) {
		ss_json_u64(&w, "bytes", r->bytes);
	}
	ss_target_write(s, &w, "target", &r->target);
	ss_error_write(&w, r->error);
	ss_security_end(s, &w, &r->actor);
	return 0;
}
