// SPDX-License-Identifier: BSD-2-Clause
/* What became of those who were signalled; limits that were learnt; the guard against too many. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event/reaper_impl.h"

const char *const ss_reap_result_names[] = {
	[SS_REAP_GONE] = "gone",	   [SS_REAP_UNKILLABLE] = "unkillable",
	[SS_REAP_SURVIVED] = "survived",   [SS_REAP_NOT_DONE] = "failed",
	[SS_REAP_RECOVERED] = "recovered",
};

int ss_reap_gone_read(const void *data, size_t size, struct ss_reap_end *end)
{
	const struct ss_wire_gone *r = data;

	if (size < sizeof(*r) || r->head.size != sizeof(*r) || r->head.kind != SS_WIRE_GONE ||
	    r->gone_ns < r->signalled_ns)
		return -EBADMSG;
	*end = (struct ss_reap_end){
		.rule = r->rule,
		.result = SS_REAP_GONE,
		.id = ss_wire_proc_id(&r->id),
		.took_ns = r->gone_ns - r->signalled_ns,
		.ended = true,
		.status = r->status,
		.boot_ns = r->head.boot_ns,
	};
	memcpy(end->comm, r->comm, sizeof(end->comm));
	return 0;
}

/* Who it was, as far as is known: with the image, if it is the one that END names. */
static void put_process(struct ss_stream *s, struct ss_json *w, const struct ss_reap_end *end)
{
	const struct ss_proc *p = ss_proc_find(s->table, &end->id);
	bool known = p && p->id.exec == end->id.exec && (p->image || p->kernel_thread);
	const char *comm = end->comm[0] || !p ? end->comm : p->comm;
	char id[SS_PROC_ID_SIZE];

	ss_proc_id_text(&s->boot, &end->id, id);
	ss_json_object(w, "process");
	ss_json_cstr(w, "id", id);
	ss_json_u64(w, "pid", end->id.tgid);
	if (known)
		ss_image_write(w, p->image);
	if (end->ended)
		ss_status_write(w, end->status);
	if (*comm || p)
		ss_json_bytes(w, "comm", comm, ss_bounded_len(comm, SS_PROC_COMM_LEN));
	ss_json_end_object(w);
	if (p)
		ss_container_write(s, w, &p->container);
	if (p && p->cgroup_id)
		ss_json_id(w, "cgroup_id", p->cgroup_id);
	if (known)
		return;
	ss_json_array(w, "incomplete");
	ss_json_cstr(w, NULL, "process");
	ss_json_end_array(w);
}

int ss_reap_end_write(struct ss_stream *s, const struct ss_reap_names *names,
		      const struct ss_reap_end *end, struct ss_strbuf *out)
{
	const char *rule = ss_reap_rule_name(names, end->rule);
	char signal[SS_SIGNAL_NAME_SIZE];
	struct ss_json w;

	if (!rule)
		return -EINVAL;
	ss_json_init(&w, out);
	ss_stream_begin(s, &w, "reaper.kill", end->boot_ns);
	ss_json_object(&w, "reaper");
	ss_json_bytes(&w, "rule", rule, strlen(rule));
	if (end->reason)
		ss_json_bytes(&w, "reason", end->reason, strlen(end->reason));
	if (end->signal) {
		ss_signal_name(end->signal, signal);
		ss_json_cstr(&w, "signal", signal);
	}
	ss_error_write(&w, end->error);
	ss_json_cstr(&w, "result", ss_reap_result_names[end->result]);
	if (end->took_ns)
		ss_json_u64(&w, "took_ns", end->took_ns);
	ss_reap_state_write(&w, end->state, end->wchan);
	ss_json_end_object(&w);
	put_process(s, &w, end);
	ss_json_end_line(&w);
	if (end->ended || end->result == SS_REAP_GONE)
		ss_proc_retire(s->table, &end->id, end->boot_ns ? end->boot_ns : ss_clock_boot());
	return 0;
}

/* "p99", "p99.95" */
static void put_quantile(struct ss_json *w, uint32_t ppm)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "p%u.%04u", ppm / 10000, ppm % 10000);

	while (text[len - 1] == '0')
		len--;
	len -= text[len - 1] == '.';
	ss_json_str(w, "quantile", text, len);
}

int ss_reap_learnt_write(struct ss_stream *s, const struct ss_reap_names *names,
			 const struct ss_reap_learnt *learnt, struct ss_strbuf *out)
{
	const char *rule = ss_reap_rule_name(names, learnt->rule);
	struct ss_json w;

	if (!rule || learnt->target >= names->target_count)
		return -EINVAL;
	ss_json_init(&w, out);
	ss_stream_begin(s, &w, "reaper.limit", 0);
	ss_json_object(&w, "reaper");
	ss_json_bytes(&w, "rule", rule, strlen(rule));
	ss_reap_target_write(&w, names, learnt->target);
	if (learnt->exe)
		ss_json_bytes(&w, "exe", learnt->exe, strlen(learnt->exe));
	if (learnt->limit_ns)
		ss_json_u64(&w, "limit_ns", learnt->limit_ns);
	ss_json_bool(&w, "learning", !learnt->limit_ns);
	put_quantile(&w, learnt->quantile_ppm);
	if (learnt->quantile_ns)
		ss_json_u64(&w, "quantile_ns", learnt->quantile_ns);
	ss_json_u64(&w, "samples", learnt->samples);
	if (!learnt->limit_ns)
		ss_json_u64(&w, "samples_needed", learnt->need);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
	return 0;
}

void ss_reap_mass_write(struct ss_stream *s, const struct ss_reap_mass_change *change,
			struct ss_strbuf *out)
{
	struct ss_json w;

	ss_json_init(&w, out);
	ss_stream_begin(s, &w, "reaper.mass", 0);
	ss_json_object(&w, "mass");
	ss_json_bool(&w, "engaged", change->engaged);
	ss_json_u64(&w, "limit", change->limit);
	ss_json_u64(&w, "within_ns", change->within_ns);
	ss_json_u64(&w, "overdue", change->overdue);
	if (!change->engaged) {
		ss_json_u64(&w, "held", change->held);
		ss_json_u64(&w, "duration_ns", change->duration_ns);
	}
	ss_json_end_object(&w);
	ss_json_end_line(&w);
}
