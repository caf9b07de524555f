// SPDX-License-Identifier: BSD-2-Clause
/* The filters of ss-trace replay: the rules of ss-trace, judged on a line alone. */
#include <string.h>

#include "core/json_line.h"
#include "event/types.h"
#include "replay.h"

static bool selected(uint64_t types, const struct replay_line *line)
{
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if ((types & SS_TYPE_BIT(i)) && strlen(ss_event_names[i]) == line->type_len &&
		    !memcmp(ss_event_names[i], line->type, line->type_len))
			return true;
	return false;
}

bool replay_wants(const struct replay_options *opt, const struct replay_line *line,
		  struct ss_strbuf *text)
{
	static const char snapshot[] = "meta.snapshot";
	bool process = line->type_len == strlen(snapshot) &&
		       !memcmp(line->type, snapshot, strlen(snapshot));

	if (line->meta && !process)
		return true;
	if (!line->meta && opt->selected && !selected(opt->selected, line))
		return false;
	return ss_rules_check(opt->rules, line->root, NULL, text) != SS_FILTERED;
}
