// SPDX-License-Identifier: BSD-2-Clause
#include "survey.h"

static uint64_t probes_of(const struct feature *f)
{
	uint64_t probes = 0;

	for (const struct way *w = f->ways; w->name; w++)
		for (size_t i = 0; i < w->count; i++)
			probes |= UINT64_C(1) << w->needs[i];
	return probes;
}

void survey_run(struct survey *s, uint64_t asked, bool all)
{
	*s = (struct survey){ .commands = asked, .lockdown = ss_probe_lockdown() };
	uname(&s->kernel);
	if (all)
		s->probes = (UINT64_C(1) << SS_PROBE_COUNT) - 1;
	for (const struct command *c = commands; c->name; c++)
		for (const struct feature *f = c->features; survey_asked(s, c) && f->name; f++)
			s->probes |= probes_of(f);
	for (int p = 0; p < SS_PROBE_COUNT; p++)
		if (survey_ran(s, p))
			ss_probe_run(p, &s->results[p]);
}

const struct ss_probe_result *survey_obstacle(const struct survey *s, const struct way *way)
{
	for (size_t i = 0; i < way->count; i++)
		if (!s->results[way->needs[i]].works)
			return &s->results[way->needs[i]];
	return NULL;
}

const struct way *survey_choice(const struct survey *s, const struct feature *f)
{
	for (const struct way *w = f->ways; w->name; w++)
		if (!survey_obstacle(s, w))
			return w;
	return NULL;
}

bool survey_works(const struct survey *s, const struct command *c)
{
	for (const struct feature *f = c->features; f->name; f++)
		if (f->main && !survey_choice(s, f))
			return false;
	return true;
}
