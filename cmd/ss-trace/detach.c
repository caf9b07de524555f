// SPDX-License-Identifier: BSD-2-Clause
/* Off the hooks again. */
#include <pthread.h>

#include "bpf/behind.h"
#include "bpf/object.h"
#include "bpf/tracepoint.h"
#include "hooks.h"
#include "trace.h"

void hooks_detach_quick(struct trace *t)
{
	for (size_t i = 0; i < t->link_count; i++) {
		if (t->links[i].slow)
			continue;
		bpf_link__destroy(t->links[i].link);
		t->links[i].link = NULL;
	}
}

static void *detach(void *arg)
{
	const struct trace_link *l = arg;

	if (l->event < 0)
		bpf_link__destroy(l->link);
	else
		ss_tracepoint_detach(l->link, l->event);
	return NULL;
}

/* All at once: for each program the kernel waits until none runs any more. */
void hooks_detach(struct trace *t)
{
	pthread_t threads[TRACE_LINKS_MAX];
	size_t n = 0;

	while (t->link_count) {
		struct trace_link *l = &t->links[--t->link_count];

		if (l->event >= 0)
			t->events[t->event_count++] = l->event;
		if (pthread_create(&threads[n], NULL, detach, l))
			detach(l);
		else
			n++;
	}
	while (n)
		pthread_join(threads[--n], NULL);
}

void hooks_leave(struct trace *t)
{
	ss_close_behind(t->events, t->event_count);
	t->event_count = 0;
}
