// SPDX-License-Identifier: BSD-2-Clause
#include "limits.h"

#include "core/clock.h"

#define LOAD_TIME   (60 * SS_NS_PER_SEC)
#define LOAD_MEMORY ((size_t)4 << 30)
#define MOST_DEPTH  10000000 /* each call has some bytes */

void limits_policy(const struct limits *l, struct rego_options *o)
{
	o->time_ns = l->load_ns ? l->load_ns : LOAD_TIME;
	o->memory = l->memory ? l->memory : LOAD_MEMORY;
}

void limits_eval(const struct limits *l, struct rego_limits *o)
{
	o->memory = l->memory;
	o->steps = l->steps;
	o->depth = l->depth < MOST_DEPTH ? (uint32_t)l->depth : MOST_DEPTH;
	o->hosts = (const char *const *)l->hosts.items;
	o->host_count = l->hosts.count;
}
