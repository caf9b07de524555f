// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "event/event.h"
#include "event/net.h"
#include "event/process.h"

int ss_stream_init(struct ss_stream *s, size_t max_processes)
{
	int err = ss_boot_read(&s->boot);

	if (err)
		return err;
	ss_clock_sync(&s->clock);
	if (gethostname(s->host, sizeof(s->host)))
		return -errno;
	s->host[sizeof(s->host) - 1] = 0;
	s->users = ss_users_new("/etc/passwd");
	s->table = ss_proc_table_new(max_processes);
	s->apart = ss_apart_new();
	s->net = ss_net_new();
	return s->users && s->table && s->apart && s->net ? 0 : -ENOMEM;
}

void ss_stream_fini(struct ss_stream *s)
{
	ss_users_free(s->users);
	ss_proc_table_free(s->table);
	ss_apart_free(s->apart);
	ss_net_free(s->net);
	s->net = NULL;
	s->apart = NULL;
	s->users = NULL;
	s->table = NULL;
}

void ss_stream_begin(struct ss_stream *s, struct ss_json *w, const char *type, uint64_t boot_ns)
{
	char head[128], *at;

	if (!boot_ns)
		boot_ns = ss_clock_boot();
	/* Every line has this: written in one piece, none of it can need an escape. */
	at = stpcpy(stpcpy(stpcpy(head, "{\"v\":1,\"type\":\""), type), "\",\"ts\":\"");
	ss_clock_rfc3339(ss_clock_wall_of(&s->clock, boot_ns), at);
	at[SS_RFC3339_LEN] = '"';
	ss_json_raw(w, NULL, head, at + SS_RFC3339_LEN + 1 - head);
	ss_json_id(w, "seq", ++s->seq);
	ss_json_cstr(w, "host", s->host);
}

bool ss_tally_exact(const struct ss_tally *t)
{
	return t->seen == t->emitted + t->filtered + t->throttled + t->counted + t->lost;
}

void ss_tally_write(struct ss_json *w, const struct ss_tally *t)
{
	ss_json_u64(w, "seen", t->seen);
	ss_json_u64(w, "emitted", t->emitted);
	ss_json_u64(w, "filtered", t->filtered);
	ss_json_u64(w, "throttled", t->throttled);
	if (t->counted)
		ss_json_u64(w, "counted", t->counted);
	ss_json_u64(w, "lost", t->lost);
}
