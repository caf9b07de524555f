// SPDX-License-Identifier: BSD-2-Clause
#include "repl.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "session.h"

static struct session session;
static struct limits limits;
static const char *input_file, *history;
static bool v0;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &session.paths.data,
	  "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &session.paths.bundles,
	  "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &session.paths.ignore,
	  "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &session.paths.skip_verify,
	  "take signed bundles unverified" },
	{ "input", 'i', "FILE", SS_OPT_STR, &input_file, "the input: JSON or YAML" },
	{ "history", 'H', "FILE", SS_OPT_STR, &history,
	  "remember lines there (~/.ss-policy_history)" },
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ "timeout", 0, "TIME", SS_OPT_DURATION, &session.limits.time_ns, "give up after so long" },
	LIMIT_OPTIONS(limits),
	{ 0 },
};

const struct ss_cmd repl_command = {
	.name = "ss-policy",
	.verb = "repl",
	.summary = "Answer queries and take rules, line by line.",
	.options = options,
};

/* --- words -------------------------------------------------------------------------------- */
#define REPL_OVER 1

static int do_help(const char *rest)
{
	(void)rest;
	fputs("a query                  is answered: data.ss.deny, or 1 + 1\n"
	      "a rule                   is defined: x := 1, or allow if input.user == \"a\"\n"
	      "import data.a as b       from now on b is that\n"
	      "package a.b              rules are defined, and names looked for, in it\n"
	      "show                     what has been defined\n"
	      "unset NAME               forget the rules of that name\n"
	      "json, pretty             how answers are written\n"
	      "exit                     or Ctrl-D\n"
	      "What takes several lines ends with an empty one.\n",
	      stdout);
	return 0;
}

static int do_show(const char *rest)
{
	struct ss_strbuf out = { 0 };
	int err;

	(void)rest;
	session_show(&session, &out);
	err = ss_strbuf_print(&out);
	ss_strbuf_fini(&out);
	return err;
}

static int do_unset(const char *rest)
{
	return session_unset(&session, rest);
}

static int do_import(const char *rest)
{
	return session_import(&session, rest);
}

static int do_package(const char *rest)
{
	return session_package(&session, rest);
}

static int do_json(const char *rest)
{
	(void)rest;
	session.format = SHOW_JSON;
	return 0;
}

static int do_pretty(const char *rest)
{
	(void)rest;
	session.format = SHOW_PRETTY;
	return 0;
}

static int do_exit(const char *rest)
{
	(void)rest;
	return REPL_OVER;
}

static const struct word {
	const char *name;
	bool more; /* something follows it, else nothing does */
	int (*run)(const char *rest);
} words[] = {
	{ "help", false, do_help },	 { "show", false, do_show },
	{ "unset", true, do_unset },	 { "import", true, do_import },
	{ "package", true, do_package }, { "json", false, do_json },
	{ "pretty", false, do_pretty },	 { "exit", false, do_exit },
};

/* *rest: what follows the word. */
static const struct word *word_of(const char *line, const char **rest)
{
	size_t len = strcspn(line, " \t");

	*rest = line + len + strspn(line + len, " \t");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].name) == len && !memcmp(words[i].name, line, len) &&
		    words[i].more == (**rest != '\0'))
			return &words[i];
	return NULL;
}

/* --- lines -------------------------------------------------------------------------------- */
/* OPEN: text that is neither a query nor a rule is kept for the next line. */
static int take(struct ss_strbuf *text, bool open)
{
	const struct word *word;
	const char *rest;
	int err = 0;

	if (!text->len || text->err)
		return text->err;
	word = word_of(text->data, &rest);
	if (word) {
		err = word->run(rest);
	} else {
		enum session_kind kind = session_kind(&session, text->data);

		if (kind == SESSION_OPEN && open)
			return 0;
		/* One that is no query has its errors told as one, or as what it begins as. */
		err = kind == SESSION_RULES ? session_define(&session, text->data)
					    : session_ask(&session, text->data);
	}
	ss_strbuf_clear(text);
	return err;
}

static const char *trimmed(const char *line)
{
	return line + strspn(line, " \t");
}

/* The first bad line of a script, but not of somebody who sits there, is in the exit status. */
static int read_lines(struct repl_lines *lines)
{
	struct ss_strbuf text = { 0 };
	bool failed = false;
	const char *line;
	int err = 0;

	while (err != REPL_OVER && err != -EPIPE &&
	       (line = repl_lines_next(lines, text.len ? "| " : "> "))) {
		bool last = !*trimmed(line);

		if (!last)
			ss_strbuf_printf(&text, "%s%s", text.len ? "\n" : "",
					 text.len ? line : trimmed(line));
		err = take(&text, !last);
		failed |= err < 0;
		if (fflush(stdout))
			err = -EPIPE;
	}
	if (err != REPL_OVER && err != -EPIPE)
		failed |= take(&text, false) < 0;
	ss_strbuf_fini(&text);
	if (repl_lines_asks(lines) && err != REPL_OVER)
		fputc('\n', stdout);
	return failed && !repl_lines_asks(lines) ? SS_EXIT_FAILURE : 0;
}

/* At the prompt an interrupt ends the input, and so all of it in its order. */
static int run(const char *file)
{
	struct sigaction interrupt = { .sa_handler = session_interrupt };
	struct repl_lines *lines = repl_lines_new(file);
	int err;

	if (!lines)
		return ss_error(-errno, "cannot read lines");
	if (repl_lines_asks(lines))
		printf("\"help\" says what can be said; exit or Ctrl-D ends it.\n");
	sigaction(SIGINT, &interrupt, NULL);
	err = read_lines(lines);
	repl_lines_free(lines);
	return err;
}

int repl_main(int argc, char **operands)
{
	struct ss_strbuf input = { 0 }, file = { 0 };
	int err;

	if (argc)
		ss_cli_usage("'%s': what is asked comes on standard input", operands[0]);
	session.rego.version = v0 ? REGO_V0 : REGO_V1;
	session.rego.keep_print = true;
	session.format = SHOW_PRETTY;
	limits_policy(&limits, &session.rego);
	limits_eval(&limits, &session.limits);
	if (!history && getenv("HOME"))
		ss_strbuf_printf(&file, "%s/.ss-policy_history", getenv("HOME"));
	err = input_file ? load_file(input_file, &input) : 0;
	if (err)
		err = ss_error(err, "%s", input_file);
	else
		err = session_init(&session);
	session.input = input_file ? &input : NULL;
	if (!err)
		err = run(history ? history : file.data);
	session_fini(&session);
	ss_strbuf_fini(&input);
	ss_strbuf_fini(&file);
	return err;
}
