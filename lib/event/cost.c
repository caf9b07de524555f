// SPDX-License-Identifier: BSD-2-Clause
#include "event/cost.h"

#include <stdio.h>

/* With DIGITS behind the point: no number of ours has an exponent. */
static void put_real(struct ss_json *w, const char *key, double value, int digits)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%.*f", digits, value);

	ss_json_raw(w, key, text, n);
}

void ss_cost_write(struct ss_json *w, const struct ss_cost *c)
{
	double seconds = c->duration_ns / 1e9;

	ss_json_object(w, "cost");
	ss_json_cstr(w, "program", c->program);
	if (c->hook) {
		ss_json_cstr(w, "hook", c->hook);
		ss_json_u64(w, "runs", c->runs);
		put_real(w, "runs_per_s", seconds > 0 ? c->runs / seconds : 0, 1);
		put_real(w, "ns_per_run", c->runs ? (double)c->ns / c->runs : 0, 1);
	}
	put_real(w, "cpu_percent", seconds > 0 ? c->ns / 1e7 / seconds : 0, 3);
	ss_json_u64(w, "duration_us", c->duration_ns / 1000);
	ss_json_end_object(w);
}
