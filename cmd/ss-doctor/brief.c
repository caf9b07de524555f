// SPDX-License-Identifier: BSD-2-Clause
/* A line for each command: the verdict, and what is not as it should be. */
#include <stdio.h>

#include "report.h"

static void print_main_features(const struct command *c)
{
	const char *before = " (";

	for (const struct feature *f = c->features; f->name; f++) {
		if (!f->main)
			continue;
		printf("%s%s", before, f->name);
		before = ", ";
	}
	putchar(')');
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

int report_brief(const struct survey *s)
{
	for (const struct command *c = commands; c->name; c++) {
		if (!survey_asked(s, c))
			continue;
		printf("Linux %s: %s ", s->kernel.release, c->name);
		if (survey_works(s, c)) {
			fputs("works", stdout);
			print_main_features(c);
		} else {
			fputs("cannot work here", stdout);
		}
		for (const struct feature *f = c->features; f->name; f++)
			print_flaw(s, f);
		putchar('\n');
	}
	return 0;
}
