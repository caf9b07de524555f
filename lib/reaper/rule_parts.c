// SPDX-License-Identifier: BSD-2-Clause
/* Actions, rates and times, as people write them. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/nearest.h"
#include "core/parse.h"
#include "reaper/rule_impl.h"

#define RATE_MAX    1000000
#define WORD_SIZE   64
#define THREAD_KILL "thread-kill"

int ss_reap_refuse(struct ss_strbuf *why, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	ss_strbuf_clear(why);
	ss_strbuf_str(why, text ? text : fmt);
	free(text);
	/* Words of a file or of an option are quoted in it. */
	for (size_t i = 0; !why->err && i < why->len; i++)
		if ((unsigned char)why->data[i] < 0x20)
			why->data[i] = '?';
	return -EINVAL;
}

int ss_reap_time_parse(const char *what, const char *text, uint64_t *ns, struct ss_strbuf *why)
{
	int err = ss_parse_duration(text, ns);

	if (err == -EINVAL)
		return ss_reap_refuse(why, "%s" SHOWN " is not a time, as 50ms or 2s", what, text);
	if (err || *ns > SS_REAP_LONGEST)
		return ss_reap_refuse(why, "%s" SHOWN " is more than 3650d", what, text);
	return *ns ? 0 : ss_reap_refuse(why, "%sit cannot be 0", what);
}

int ss_reap_on_return_parse(const char *text, bool *report, struct ss_strbuf *why)
{
	*report = !strcmp(text, "report");
	if (!*report && strcmp(text, "action") != 0)
		return ss_reap_refuse(why, SHOWN " is neither report nor action", text);
	return 0;
}

int ss_reap_rate_parse(const char *text, uint32_t *n, uint64_t *ns, struct ss_strbuf *why)
{
	size_t len = strcspn(text, "/");
	char count[16], period[WORD_SIZE];
	uint64_t value;

	snprintf(count, sizeof(count), "%.*s", (int)(len < WORD_SIZE ? len : WORD_SIZE), text);
	if (!text[len] || len >= sizeof(count) || ss_parse_u64(count, 1, RATE_MAX, &value))
		return ss_reap_refuse(why, SHOWN " is not N/TIME, as 10/1m, with N from 1 to %d",
				      text, RATE_MAX);
	/* "10/m" too */
	snprintf(period, sizeof(period), "%s%s", strcspn(text + len + 1, "0123456789") ? "1" : "",
		 text + len + 1);
	*n = value;
	if (strlen(text + len + 1) + 1 >= sizeof(period) || ss_parse_duration(period, ns) ||
	    *ns > SS_REAP_LONGEST)
		return ss_reap_refuse(why,
				      SHOWN " is not N/TIME, as 10/1m, with a TIME up to "
					    "3650d",
				      text);
	return *ns ? 0 : ss_reap_refuse(why, SHOWN ": TIME cannot be 0", text);
}

int ss_reap_mass_parse(struct ss_reap_config *c, const char *text, struct ss_strbuf *why)
{
	uint32_t n = 0;
	uint64_t ns = 0;
	int err = strcmp(text, "none") ? ss_reap_rate_parse(text, &n, &ns, why) : 0;

	if (!err && n > SS_REAP_MASS_MAX)
		err = ss_reap_refuse(why, SHOWN ": N is at most %d", text, SS_REAP_MASS_MAX);
	if (err)
		return err;
	c->mass = n;
	c->mass_ns = ns;
	return 0;
}

static int act_named(const char *word, struct ss_strbuf *why)
{
	const char *meant;

	for (int act = 0; act < SS_REAP_ACTS; act++)
		if (!strcmp(word, ss_reap_act_names[act]))
			return act;
	if (!strcmp(word, THREAD_KILL))
		return ss_reap_refuse(why, "there is no " THREAD_KILL
					   ": a SIGKILL to one thread ends its whole process; "
					   "say kill");
	meant = ss_nearest(word, ss_reap_act_names);
	if (meant)
		return ss_reap_refuse(why, "unknown action " SHOWN " (did you mean '%s'?)", word,
				      meant);
	return ss_reap_refuse(why,
			      "unknown action " SHOWN " (there are report, stop, freeze, term, "
			      "kill, cgroup-kill)",
			      word);
}

/* What comes after another has to be more, and has to be heard. */
static int check_order(const struct ss_reap_rule *r, enum ss_reap_act act, struct ss_strbuf *why)
{
	enum ss_reap_act before;

	if (!r->step_count)
		return 0;
	before = r->steps[r->step_count - 1].act;
	if (act <= before)
		return ss_reap_refuse(why,
				      "'%s' after '%s': each step has to be more than the one "
				      "before",
				      ss_reap_act_names[act], ss_reap_act_names[before]);
	if (act == SS_REAP_TERM && (before == SS_REAP_STOP || before == SS_REAP_FREEZE))
		return ss_reap_refuse(why,
				      "'term' after '%s': what stands still hears no signal but "
				      "that of kill",
				      ss_reap_act_names[before]);
	return 0;
}

static int add_step(struct ss_reap_rule *r, char *word, struct ss_strbuf *why)
{
	struct ss_reap_step *step = &r->steps[r->step_count];
	char *wait = strchr(word, ':');
	int act, err;

	if (wait)
		*wait++ = 0;
	act = act_named(word, why);
	err = act < 0 ? act : check_order(r, act, why);
	if (err)
		return err;
	if (r->step_count == SS_REAP_STEPS)
		return ss_reap_refuse(why, "more than %d steps", SS_REAP_STEPS);
	*step = (struct ss_reap_step){ .act = act };
	r->step_count++;
	return wait ? ss_reap_time_parse("", wait, &step->wait_ns, why) : 0;
}

/* A step waits for the next, or for the end that it is to bring. */
static int set_waits(struct ss_reap_rule *r, struct ss_strbuf *why)
{
	struct ss_reap_step *last = &r->steps[r->step_count - 1];

	if (last->act < SS_REAP_TERM && last->wait_ns)
		return ss_reap_refuse(why, "'%s' has a time, but there is no step after it",
				      ss_reap_act_names[last->act]);
	for (struct ss_reap_step *step = r->steps; step <= last; step++)
		if (!step->wait_ns && (step < last || step->act >= SS_REAP_TERM))
			step->wait_ns = SS_REAP_WAIT_NS;
	return 0;
}

int ss_reap_steps_parse(struct ss_reap_rule *r, const char *text, struct ss_strbuf *why)
{
	char *copy = strdup(text), *rest = copy, *word;
	int err = copy ? 0 : -ENOMEM;

	r->step_count = 0;
	while (!err && (word = strsep(&rest, ",")))
		err = *word ? add_step(r, word, why)
			    : ss_reap_refuse(why, "an action is missing in " SHOWN, text);
	free(copy);
	return err ? err : set_waits(r, why);
}
