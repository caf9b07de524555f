// SPDX-License-Identifier: BSD-2-Clause
/* Criteria as options have them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/nearest.h"
#include "event/rules_impl.h"

/* Put where it is before what is wrong; -EINVAL goes with words, another error with a reason. */
static int explain(struct ss_rules *r, int err, const char *option, const char *criterion)
{
	struct ss_strbuf what = r->why;

	if (!err)
		return 0;
	r->why = (struct ss_strbuf){ 0 };
	ss_strbuf_printf(&r->why, "%s%s%s%s", option, criterion, err == -EINVAL ? ": " : "",
			 err == -EINVAL && what.data ? what.data : "");
	ss_strbuf_fini(&what);
	return err;
}

int ss_rules_option(struct ss_rules *r, enum ss_criterion by, const char *value)
{
	const struct ss_rule_part part = { .rules = r, .by = by };

	return explain(r, ss_rule_value(&part, value), "--", ss_criterion_names[by]);
}

/* "exe=/bin/sh": what PART is about, of the criteria before END, and the value; NULL + why. */
static const char *split(struct ss_rule_part *part, const char *pair, enum ss_criterion end)
{
	const char *names[SS_CRITERIA + 1] = { 0 }, *meant;
	struct ss_strbuf *why = &part->rules->why;
	int len = strcspn(pair, "=");
	char name[16];

	memcpy(names, ss_criterion_names, end * sizeof(names[0]));
	snprintf(name, sizeof(name), "%.*s", len, pair);
	for (part->by = 0; part->by < end; part->by++)
		if (!strcmp(name, names[part->by]))
			break;
	if (part->by < end && pair[len])
		return pair + len + 1;
	meant = part->by < end ? NULL : ss_nearest(name, names);
	ss_strbuf_clear(why);
	if (pair[len] && len)
		ss_strbuf_printf(why, "there is no criterion '%.80s'", name);
	else
		ss_strbuf_printf(why, "'%.80s' is not KEY=VALUE, as in exe=/bin/sh", pair);
	if (meant)
		ss_strbuf_printf(why, " (did you mean %s=?)", meant);
	return NULL;
}

int ss_rules_not(struct ss_rules *r, const char *pair, enum ss_criterion end)
{
	struct ss_rule_part part = { .rules = r, .negated = true };
	const char *value = split(&part, pair, end);

	if (!value)
		return explain(r, -EINVAL, "--not", "");
	return explain(r, ss_rule_value(&part, value), "--not ", ss_criterion_names[part.by]);
}

int ss_rules_pair(struct ss_rules *r, int rule, const char *pair, bool negated)
{
	struct ss_rule_part part = { .rules = r, .rule = rule, .negated = negated };
	const char *value = split(&part, pair, SS_BY_WHO);

	if (!value)
		return -EINVAL;
	return explain(r, ss_rule_value(&part, value), "", ss_criterion_names[part.by]);
}
