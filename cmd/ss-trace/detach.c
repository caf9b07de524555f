// SPDX-License-Identifier: BSD-2-Clause
/* Off the hooks again. */
#include <pthread.h>

#include "bpf/object.h"
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

static void *detach(void *link)
{
	bpf_link__destroy(link);
	return NULL;
}

/* All at once: for each the kernel waits tens of milliseconds, and half of that together. */
void hooks_detach(struct trace *t)
{
	pthread_t threads[TRACE_LINKS_MAX];
	size_t n = 0;

	while (t->link_count) {
		struct bpf_link *link = t->links[--t->link_count].link;

		if (pthread_create(&threads[n], NULL, detach, link))
			detach(link);
		else
			n++;
	}
	while (n)
		pthread_join(threads[--n], NULL);
}
