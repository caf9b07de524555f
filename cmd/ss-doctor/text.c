// SPDX-License-Identifier: BSD-2-Clause
/* For people: the mechanisms, then the commands. */
#include <stdio.h>

#include "core/log.h"
#include "report.h"

static void print_mechanism(const struct survey *s, enum ss_probe p)
{
	const struct ss_probe_result *r = &s->results[p];

	printf("  %-13s %-3s  %s%s%s\n", ss_probe_name(p), r->works ? "yes" : "no",
	       ss_probe_about(p), r->works ? "" : ": ", r->works ? "" : r->why);
	if (r->mend)
		printf("%20s-> %s\n", "", r->mend);
	if (ss_log_level >= SS_LOG_INFO)
		printf("%20stried: %s\n", "", r->detail);
}

static void print_obstacles(const struct survey *s, const struct feature *f, const struct way *end)
{
	const struct ss_probe_result *r;

	for (const struct way *w = f->ways; w != end && w->name; w++) {
		r = survey_obstacle(s, w);
		printf("%24snot %s: %s\n", "", w->name, r->why);
		if (r->mend)
			printf("%24s-> %s\n", "", r->mend);
	}
}

static void print_feature(const struct survey *s, const struct feature *f)
{
	const struct way *w = survey_choice(s, f);

	printf("  %-21s ", f->name);
	if (!w)
		puts("not here");
	else if (w == f->ways)
		printf("works: %s\n", w->name);
	else
		printf("fallback: %s%s%s\n", w->name, w->terms ? ", " : "",
		       w->terms ? w->terms : "");
	print_obstacles(s, f, w);
}

int report_text(const struct survey *s)
{
	printf("Linux %s on %s, lockdown: %s\n", s->kernel.release, s->kernel.machine,
	       s->lockdown ? s->lockdown : "cannot be read");
	for (int p = 0; p < SS_PROBE_COUNT; p++)
		if (survey_ran(s, p))
			print_mechanism(s, p);
	for (const struct command *c = commands; c->name; c++) {
		if (!survey_asked(s, c))
			continue;
		printf("\n%s: %s\n", c->name, survey_works(s, c) ? "works" : "cannot work here");
		for (const struct feature *f = c->features; f->name; f++)
			print_feature(s, f);
	}
	return 0;
}
