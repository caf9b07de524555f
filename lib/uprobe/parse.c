// SPDX-License-Identifier: BSD-2-Clause
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uprobe/uprobe.h"

static const char *const kinds[SS_UPROBE_KINDS] = {
	"_", "int", "uint", "long", "ulong", "hex", "ptr", "str",
};
static const char *const plain_names[SS_UPROBE_ARGS] = {
	"arg1", "arg2", "arg3", "arg4", "arg5", "arg6",
};

__attribute__((format(printf, 2, 3))) static int refuse(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, SS_UPROBE_WHY_SIZE, format, args);
	va_end(args);
	return -EINVAL;
}

static int kind_of(const char *word, char *why)
{
	for (int kind = 0; kind < SS_UPROBE_KINDS; kind++)
		if (!strcmp(word, kinds[kind]))
			return kind;
	return refuse(why, "'%.40s' is none of int, uint, long, ulong, hex, ptr, str", word);
}

/* Decimal, or hexadecimal behind 0x: the whole word. */
static int parse_offset(const char *word, uint64_t *out, char *why)
{
	bool hex = word[0] == '0' && word[1] == 'x';
	const char *digits = word + (hex ? 2 : 0);
	char *end = NULL;

	/* strtoull() would take spaces and a sign. */
	if (!isxdigit((unsigned char)*digits))
		return refuse(why, "'%.40s' is no offset", word);
	errno = 0;
	*out = strtoull(digits, &end, hex ? 16 : 10);
	if (*end)
		return refuse(why, "'%.40s' is no offset", word);
	if (errno || *out > LONG_MAX)
		return refuse(why, "offset '%.40s' is too large", word);
	return 0;
}

static bool is_name(const char *s)
{
	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	while (isalnum((unsigned char)*s) || *s == '_')
		s++;
	return !*s;
}

static int parse_arg(struct ss_uprobe *u, char *word, char *why)
{
	struct ss_uprobe_arg *arg = &u->args[u->arg_count];
	char *equals = strchr(word, '='), *kind = equals ? equals + 1 : word, *at;
	int found;

	arg->name = plain_names[u->arg_count];
	if (equals) {
		*equals = 0;
		if (!is_name(word) || equals - word > SS_UPROBE_NAME_MAX)
			return refuse(why, "'%.40s' is no name of an argument", word);
		arg->name = word;
	}
	at = strchr(kind, '@');
	if (at)
		*at++ = 0;
	found = kind_of(kind, why);
	if (found < 0)
		return found;
	if (at && found != SS_UPROBE_STR)
		return refuse(why, "only str has a length: '%s@%.20s'", kinds[found], at);
	if (at && (at[0] < '1' || at[0] > '0' + SS_UPROBE_ARGS || at[1]))
		return refuse(why, "'@%.20s' is no number of an argument", at);
	arg->kind = (uint8_t)found;
	arg->len_arg = at ? (uint8_t)(at[0] - '0') : 0;
	u->arg_count++;
	return 0;
}

static int check_args(const struct ss_uprobe *u, char *why)
{
	for (int i = 0; i < u->arg_count; i++) {
		const struct ss_uprobe_arg *arg = &u->args[i];

		for (int j = 0; j < i; j++)
			if (!strcmp(arg->name, u->args[j].name))
				return refuse(why, "two arguments are called '%.40s'", arg->name);
		if (arg->len_arg > u->arg_count || arg->len_arg == i + 1 ||
		    (arg->len_arg && u->args[arg->len_arg - 1].kind == SS_UPROBE_STR))
			return refuse(why, "argument %d is no length of '%.40s'", arg->len_arg,
				      arg->name);
	}
	return 0;
}

/* ARG,ARG,...; none is no argument. */
static int parse_args(struct ss_uprobe *u, char *list, char *why)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		char *next = list + len + (list[len] == ',');
		int err;

		if (u->arg_count == SS_UPROBE_ARGS)
			return refuse(why, "more than %d arguments", SS_UPROBE_ARGS);
		if (list[len] && !*next)
			return refuse(why, "an argument is missing behind the last comma");
		list[len] = 0;
		err = parse_arg(u, list, why);
		if (err)
			return err;
		list = next;
	}
	return check_args(u, why);
}

/* Take "%return=KIND" off the end. */
static int parse_return(struct ss_uprobe *u, char *rest, char *why)
{
	char *percent = strrchr(rest, '%');
	int kind = SS_UPROBE_LONG;

	if (!percent)
		return 0;
	if (u->provider)
		return refuse(why, "a USDT probe has no return");
	*percent++ = 0;
	if (strncmp(percent, "return", 6) != 0 || (percent[6] && percent[6] != '='))
		return refuse(why, "'%%%.40s' is not %%return or %%return=KIND", percent);
	if (percent[6])
		kind = kind_of(percent + 7, why);
	if (kind < 0)
		return kind;
	u->at_return = true;
	u->result = (uint8_t)kind;
	return 0;
}

/* Take "(ARG,...)" off the end. */
static int parse_list(struct ss_uprobe *u, char *rest, char *why)
{
	char *open = strchr(rest, '(');
	size_t len = strlen(rest);

	if (!open)
		return strchr(rest, ')') ? refuse(why, "')' without '('") : 0;
	if (rest[len - 1] != ')' || strchr(open, ')') != rest + len - 1)
		return refuse(why, "the list of arguments does not end with ')'");
	rest[len - 1] = 0;
	*open = 0;
	return parse_args(u, open + 1, why);
}

static int parse_place(struct ss_uprobe *u, char *place, char *why)
{
	char *plus = strchr(place, '+');

	if (!*place)
		return refuse(why, "a function is missing");
	if (place[0] == '0' && place[1] == 'x') {
		if (u->at_return)
			return refuse(why, "%%return needs a function, not an offset");
		return parse_offset(place, &u->offset, why);
	}
	u->symbol = place;
	if (!plus)
		return 0;
	*plus = 0;
	if (u->at_return || !*place)
		return refuse(why, *place ? "%%return is of a function, without an offset"
					  : "a function is missing before '+'");
	return parse_offset(plus + 1, &u->offset, why);
}

/* The part of a colon-separated TEXT behind its last colon, which is cut off; NULL: none. */
static char *cut_last(char *text)
{
	char *colon = strrchr(text, ':');

	if (colon)
		*colon++ = 0;
	return colon;
}

static int parse_text(struct ss_uprobe *u, char *why)
{
	bool usdt = !strncmp(u->text, "usdt:", 5);
	char *target = u->text + (usdt ? 5 : 0), *place, *provider = NULL, *rest;
	int err;

	/* A path may have any of these characters; what follows the last slash is ours. */
	rest = strrchr(target, '/');
	rest = rest ? rest : target;
	u->provider = usdt ? "" : NULL;
	err = parse_return(u, rest, why);
	if (!err)
		err = parse_list(u, rest, why);
	if (err)
		return err;
	place = cut_last(rest);
	if (usdt && place)
		provider = cut_last(rest);
	if (!place || !*target || (usdt && (!provider || !*provider)))
		return refuse(why, usdt ? "not of the form usdt:FILE:PROVIDER:NAME"
					: "not of the form LIBRARY:FUNCTION or PATH:FUNCTION");
	u->target = target;
	u->provider = provider;
	if (!usdt)
		return parse_place(u, place, why);
	u->symbol = place;
	return *place ? 0 : refuse(why, "the name of a USDT probe is missing");
}

int ss_uprobe_parse(struct ss_uprobe *u, const char *spec, char why[SS_UPROBE_WHY_SIZE])
{
	int err;

	memset(u, 0, sizeof(*u));
	why[0] = 0;
	for (const char *p = spec; *p; p++)
		if (iscntrl((unsigned char)*p) || *p == ' ')
			return refuse(why, "spaces and control characters cannot be part of it");
	u->spec = spec;
	u->text = strdup(spec);
	if (!u->text)
		return -ENOMEM;
	err = parse_text(u, why);
	if (err)
		ss_uprobe_fini(u);
	return err;
}

void ss_uprobe_fini(struct ss_uprobe *u)
{
	free(u->text);
	memset(u, 0, sizeof(*u));
}
