// SPDX-License-Identifier: BSD-2-Clause
/* ss-trace replay - the command line */
#include "replay.h"

#include <string.h>

#include "core/parse.h"
#include "event/types.h"

#define SPEED_MAX 1000000

static struct replay_options opt = { .speed = "max" };

static const struct ss_opt options[] = {
	{ "speed", 0, "N", SS_OPT_STR, &opt.speed,
	  "N times as fast as it was (1, 10, 0.5), or max" },
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events,
	  "stop after N events (meta lines not counted)" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns,
	  "stop after TIME of the recording (10s, 500ms)" },
	SS_FILTER_ROWS(opt.filter),
	{ "format", 'f', "json|text", SS_OPT_CHOICE, &opt.format,
	  "lines for programs or for people" },
	{ "fields", 'F', "LIST", SS_OPT_STR, &opt.fields,
	  "only these fields: process.pid,process.exe" },
	{ "color", 0, "auto|always|never", SS_OPT_CHOICE, &opt.color, "colour in text" },
	{ 0 },
};

const struct ss_cmd replay_command = {
	.name = "ss-trace",
	.verb = "replay",
	.summary = "Print again what ss-trace --record has kept.  FILE may be -.",
	.operands = "FILE [TYPE[,TYPE]...]",
	.words = ss_type_words,
	.options = options,
};

/* Thousandths: "0.5" is 500; 0 is "max". */
static uint64_t speed(const char *word)
{
	size_t whole = strspn(word, "0123456789"), part = 0;
	uint64_t n = 0, unit = 100;
	char copy[8];

	if (!strcmp(word, "max"))
		return 0;
	if (word[whole] == '.')
		part = strspn(word + whole + 1, "0123456789");
	if (!whole || whole >= sizeof(copy) || part > 3 || (word[whole] && !part) ||
	    (part && word[whole + 1 + part]))
		ss_cli_usage("--speed: '%s' is neither max nor a number (e.g. 1, 10, 0.5)", word);
	memcpy(copy, word, whole);
	copy[whole] = '\0';
	ss_parse_u64(copy, 0, UINT64_MAX, &n);
	n *= 1000;
	for (size_t i = 0; i < part; i++, unit /= 10)
		n += (word[whole + 1 + i] - '0') * unit;
	if (!n || n > SPEED_MAX * UINT64_C(1000))
		ss_cli_usage("--speed: from 0.001 to %d, or max", SPEED_MAX);
	return n;
}

static void select_types(const char *list)
{
	while (true) {
		size_t len = strcspn(list, ",");
		uint64_t types = ss_types_named(list, len, NULL);

		if (!types)
			ss_cli_usage("unknown event type '%.*s' (see ss-events(5))", (int)len,
				     list);
		opt.selected |= types;
		if (!list[len])
			return;
		list += len + 1;
	}
}

int replay_main(int count, char **operands)
{
	uint64_t permille = speed(opt.speed);
	int err;

	if (!count)
		ss_cli_usage("which recording? (- is standard input)");
	for (int i = 1; i < count; i++)
		select_types(operands[i]);
	err = ss_filter_rules(&opt.filter, &opt.rules);
	if (!err)
		err = replay_run(&opt, permille, operands[0]);
	ss_rules_free(opt.rules);
	return err;
}
