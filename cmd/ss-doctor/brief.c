// SPDX-License-Identifier: BSD-2-Clause
/* A line for each command: the verdict, and what is not as it should be. */
#include <stdio.h>

#include "report.h"

/* One reason is enough: what the first main feature that is missing would take. */
static void print_refusal(const struct survey *s, const struct command *c)
{
	const struct feature *f = c->features;
	const struct ss_probe_result *r;

	while (!f->main || survey_choice(s, f))
		f++;
	r = survey_obstacle(s, f->ways);
	printf("cannot work here: no %s: %s", f->name, r->why);
	if (r->mend)
		printf(" (%s)", r->mend);
}

/* "; no X" or "; X by Y, on these terms", and why the better ways are closed. */
static void print_flaw(const struct survey *s, const struct feature *f)
{
	const struct way *choice = survey_choice(s, f);
	const char *before = " (";

	if (choice == f->ways)
		return;
	if (choice)
		printf("; %s by %s%s%s", f->name, choice->name, choice->terms ? ", " : "",
		       choice->terms ? choice->terms : "");
	else
		printf("; no %s", f->name);
	for (const struct way *w = f->ways; w != choice && w->name; w++) {
		printf("%s%s: %s", before, w->name, survey_obstacle(s, w)->why);
		before = "; ";
	}
	putchar(')');
}

static void print_verdict(const struct survey *s, const struct command *c)
{
	printf("Linux %s: %s ", s->kernel.release, c->name);
	if (survey_works(s, c)) {
		printf("works (%s)", c->job);
		for (const struct feature *f = c->features; f->name; f++)
			print_flaw(s, f);
	} else {
		print_refusal(s, c);
	}
	putchar('\n');
}

int report_brief(const struct survey *s)
{
	for (const struct command *c = commands; c->name; c++)
		if (survey_asked(s, c))
			print_verdict(s, c);
	return 0;
}
