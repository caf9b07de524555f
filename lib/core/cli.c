// SPDX-License-Identifier: BSD-2-Clause
#include "core/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/cli_table.h"
#include "core/log.h"
#include "core/parse.h"

static const struct ss_cmd *command;

/* A file opened by us must not become stdout; what is closed fails when it is used. */
static void open_streams(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDWR };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			_exit(SS_EXIT_FAILURE);
}

int ss_cli_try_help(void)
{
	if (!command) /* a part alone, in a test */
		return SS_EXIT_USAGE;
	dprintf(STDERR_FILENO, "Try '%s%s%s --help'.\n", command->name, command->verb ? " " : "",
		command->verb ? command->verb : "");
	return SS_EXIT_USAGE;
}

void ss_cli_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	ss_vlog(SS_LOG_ERROR, fmt, args);
	va_end(args);
	exit(ss_cli_try_help());
}

_Noreturn static void bad_value(const struct ss_opt *opt, const char *value, int err)
{
	static const char *const what[] = {
		[SS_OPT_U64] = "a whole number (e.g. 100)",
		[SS_OPT_PID] = "a process id (1 to 2147483647)",
		[SS_OPT_DURATION] = "a duration (e.g. 50ms, 2s)",
		[SS_OPT_SIZE] = "a size (e.g. 128k, 4M)",
	};

	if (err == -ERANGE && opt->type != SS_OPT_PID)
		ss_cli_usage("--%s: '%s' is too large", opt->name, value);
	ss_cli_usage("--%s: '%s' is not %s", opt->name, value, what[opt->type]);
}

static void set_pid(const struct ss_opt *opt, const char *value)
{
	uint64_t pid = 0;
	int err = ss_parse_u64(value, 1, INT_MAX, &pid);

	if (err)
		bad_value(opt, value, err);
	*(pid_t *)opt->to = pid;
}

static void set_choice(const struct ss_opt *opt, const char *value)
{
	size_t len = strlen(value);
	const char *word = opt->arg;

	for (int i = 0;; i++) {
		size_t n = strcspn(word, "|");

		if (n == len && !memcmp(word, value, n)) {
			*(int *)opt->to = i;
			return;
		}
		if (!word[n])
			ss_cli_usage("--%s: '%s' is none of %s", opt->name, value, opt->arg);
		word += n + 1;
	}
}

static void add_to_list(struct ss_strlist *list, const char *value)
{
	const char **items = reallocarray(list->items, list->count + 1, sizeof(*items));

	if (!items)
		exit(ss_cli_finish(ss_error(-ENOMEM, "cannot read the command line")));
	list->items = items;
	list->items[list->count++] = value;
}

static void set(const struct ss_opt *opt, const char *value)
{
	int err = 0;

	if (!value) {
		*(bool *)opt->to = true;
		return;
	}
	switch (opt->type) {
	case SS_OPT_FLAG: break;
	case SS_OPT_STR: *(const char **)opt->to = value; break;
	case SS_OPT_U64: err = ss_parse_u64(value, 0, UINT64_MAX, opt->to); break;
	case SS_OPT_PID: set_pid(opt, value); break;
	case SS_OPT_DURATION: err = ss_parse_duration(value, opt->to); break;
	case SS_OPT_SIZE: err = ss_parse_size(value, opt->to); break;
	case SS_OPT_CHOICE: set_choice(opt, value); break;
	case SS_OPT_LIST: add_to_list(opt->to, value); break;
	}
	if (err)
		bad_value(opt, value, err);
}

/* The options every command has are known by their names: they have nowhere to go. */
static void obey(const struct ss_opt *opt, const char *value)
{
	if (opt->to) {
		set(opt, value);
	} else if (opt->letter == 'q') {
		ss_log_level = SS_LOG_ERROR;
	} else if (opt->letter == 'v') {
		ss_log_level += ss_log_level < SS_LOG_DEBUG;
	} else if (opt->letter == 'h') {
		ss_cli_print_help(command);
		exit(ss_cli_finish(0));
	} else if (opt->letter == 'V') {
		printf("%s %s\n", command->name, SS_VERSION);
		exit(ss_cli_finish(0));
	} else if (ss_cli_print_completion(command, value)) {
		ss_cli_usage("--%s: '%s' is none of %s", opt->name, value, ss_cli_choices(opt));
	} else {
		exit(ss_cli_finish(0));
	}
}

/* "--flag=true" and "--flag=false", for flags that are on without being given. */
static bool set_flag(const struct ss_opt *opt, const char *value)
{
	bool yes = !strcmp(value, "true");

	if (!opt->to || opt->type != SS_OPT_FLAG || (!yes && strcmp(value, "false")))
		return false;
	*(bool *)opt->to = yes;
	return true;
}

/* "--name", "--name=value" or "--name value"; returns how many words it was. */
static int long_option(char **argv)
{
	const char *name = argv[0] + 2;
	size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : NULL;
	const struct ss_opt *opt = ss_cli_find_name(command, name, len);
	int words = 1;

	if (value && !opt->arg && set_flag(opt, value))
		return 1;
	if (value && !opt->arg)
		ss_cli_usage("option '--%s' takes no value", opt->name);
	if (!value && opt->arg) {
		value = argv[words++];
		if (!value)
			ss_cli_usage("option '--%s' needs a value: %s", opt->name, opt->arg);
	}
	obey(opt, value);
	return words;
}

/* "-x", "-xyz", "-n5" or "-n 5"; returns how many words it was. */
static int short_options(char **argv)
{
	for (const char *p = argv[0] + 1; *p; p++) {
		const struct ss_opt *opt = ss_cli_find_letter(command, argv[0], *p);

		if (!opt->arg) {
			obey(opt, NULL);
			continue;
		}
		if (!p[1] && !argv[1])
			ss_cli_usage("option '-%c' needs a value: %s", *p, opt->arg);
		obey(opt, p[1] ? p + 1 : argv[1]);
		return p[1] ? 1 : 2;
	}
	return 1;
}

/* Move the WORDS at AT in front of the operands, which begin at FIRST. */
static void move_up(char **argv, int first, int at, int words)
{
	char *moved[2] = { argv[at], words > 1 ? argv[at + 1] : NULL };

	memmove(argv + first + words, argv + first, (at - first) * sizeof(*argv));
	memcpy(argv + first, moved, words * sizeof(*argv));
}

/* Options from FIRST on; returns where the operands begin. */
static int parse(int first, int argc, char **argv)
{
	bool ended = false;

	for (int at = first, words; at < argc && !ended; at += words) {
		const char *word = argv[at];

		words = 1;
		if (word[0] != '-' || !word[1])
			continue; /* an operand */
		ended = !strcmp(word, "--");
		if (!ended)
			words = word[1] == '-' ? long_option(argv + at) : short_options(argv + at);
		move_up(argv, first, at, words);
		first += words;
	}
	return first;
}

int ss_cli_start(const struct ss_cmd *cmd, int argc, char **argv)
{
	const struct ss_cmd *verb = argc > 1 ? ss_cli_find_verb(cmd, argv[1]) : NULL;
	int first;

	open_streams();
	command = verb ? verb : cmd;
	ss_log_name(command->name);
	signal(SIGPIPE, SIG_IGN);
	ss_cli_check_order(command, argc, argv);
	first = parse(verb ? 2 : 1, argc, argv);
	if (first < argc && !command->operands)
		ss_cli_unexpected(command, argv[first]);
	return first;
}

const struct ss_cmd *ss_cli_command(void)
{
	return command;
}

static int flush_stdout(void)
{
	errno = EIO;
	return fflush(stdout) || ferror(stdout) ? -errno : 0;
}

static void die_of_sigpipe(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int ss_cli_print(struct ss_strbuf *out)
{
	int err = out->err ? ss_error(out->err, "cannot print") : ss_strbuf_print(out);

	if (!err && fflush(stdout))
		err = -errno;
	return err;
}

int ss_cli_finish(int err)
{
	int failed = err == -EPIPE ? 0 : flush_stdout();

	/* A write that failed before leaves stdio no reason: the command has brought it. */
	if (failed && failed != -EPIPE)
		ss_error(failed == -EIO && err < 0 ? err : failed,
			 "cannot write to standard output");
	err = failed ? failed : err;
	if (err == -EPIPE)
		die_of_sigpipe();
	return err < 0 ? SS_EXIT_FAILURE : err;
}
