// SPDX-License-Identifier: BSD-2-Clause
/* A line for each command: the verdict, and what is not as it should be. */
#include <stdio.h>
#include <string.h>

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

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Is the same to be said of both? */
static bool alike(const struct survey *s, const struct feature *f, const struct feature *g)
{
	const struct way *v = f->ways, *w = g->ways;
	const struct way *last = survey_choice(s, f), *other = survey_choice(s, g);

	for (; v != last && v->name && w != other && w->name; v++, w++)
		if (!same(v->name, w->name) || survey_obstacle(s, v) != survey_obstacle(s, w))
			return false;
	if (!last || !other)
		return last == other && !v->name && !w->name;
	return v == last && w == other && same(v->name, w->name) && same(v->terms, w->terms);
}

/* F, and those behind it of which the same is to be said. */
static void print_names(const struct survey *s, const struct feature *f)
{
	fputs(f->name, stdout);
	for (const struct feature *g = f + 1; g->name; g++)
		if (alike(s, f, g))
			printf(", %s", g->name);
}

/* "; no X" or "; X, Y by Z, on these terms", and why the better ways are closed. */
static void print_flaw(const struct survey *s, const struct command *c, const struct feature *f)
{
	const struct way *choice = survey_choice(s, f);
	const char *before = " (";

	if (choice == f->ways)
		return;
	for (const struct feature *g = c->features; g != f; g++)
		if (alike(s, g, f))
			return;
	fputs(choice ? "; " : "; no ", stdout);
	print_names(s, f);
	if (choice)
		printf(" by %s%s%s", choice->name, choice->terms ? ", " : "",
		       choice->terms ? choice->terms : "");
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
			print_flaw(s, c, f);
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
