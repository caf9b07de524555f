// SPDX-License-Identifier: BSD-2-Clause
#include "core/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>

#include "capture.h"
#include "check.h"
#include "core/log.h"

static pid_t pid;
static uint64_t count, limit, size, uid;
static int format;
static const char *output, *dir;
static bool snapshot;
static struct ss_strlist comm;

static const char *const words[] = { "process.exec", "process.fork", NULL };

static const struct ss_opt options[] = {
	{ "count", 'n', "N", SS_OPT_U64, &count, "stop after N events" },
	{ "limit", 'd', "TIME", SS_OPT_DURATION, &limit, "stop after TIME" },
	{ "pid", 'p', "PID", SS_OPT_PID, &pid, "only this process" },
	{ "uid", 0, "UID", SS_OPT_U64, &uid, "only this user's processes" },
	{ "comm", 0, "NAME", SS_OPT_LIST, &comm, "only processes of this name" },
	{ "format", 0, "json|text", SS_OPT_CHOICE, &format,
	  "for programs, or [for: people's] eyes" },
	{ "output", 'o', "FILE", SS_OPT_STR, &output, "write to FILE" },
	{ "dir", 0, "DIR", SS_OPT_STR, &dir, "where to keep it" },
	{ "size", 0, "SIZE", SS_OPT_SIZE, &size, "size of the ring" },
	{ "snapshot", 's', NULL, SS_OPT_FLAG, &snapshot, "begin with what runs" },
	{ 0 },
};

static const struct ss_opt undo_options[] = {
	{ "steps", 's', "N", SS_OPT_U64, &count, "how many" },
	{ "ways", 0, "WAYS", SS_OPT_STR, &dir, "how" },
	{ 0 },
};

static const char *const ways[] = { "fast", "slow", "far", NULL };

static const struct ss_cmd undo = {
	.name = "ss-demo",
	.verb = "undo",
	.summary = "Take it back.",
	.operands = "FILE",
	.options = undo_options,
	.lists = (const struct ss_cmd_list[]){ { "WAYS", ways }, { 0 } },
};

static const struct ss_cmd redo = {
	.name = "ss-demo",
	.verb = "redo",
	.summary = "Do it once more.",
	.names = "/proc/sys",
};

static const struct ss_cmd *const verbs[] = { &undo, &redo, NULL };

static struct ss_cmd command = {
	.name = "ss-demo",
	.summary = "Show what the command line can do.",
	.operands = "[TYPE...]",
	.words = words,
	.options = options,
};

static struct capture c;

/* What the command line came to, in one line. */
static int command_line(void *arg)
{
	char **argv = arg;
	int argc = 0, first;

	while (argv[argc])
		argc++;
	first = ss_cli_start(&command, argc, argv);
	if (ss_cli_command() == &undo)
		printf("undo ");
	printf("n=%ju d=%ju p=%d u=%ju f=%d o=%s D=%s S=%ju s=%d v=%d", (uintmax_t)count,
	       (uintmax_t)limit, pid, (uintmax_t)uid, format, output ? output : "", dir ? dir : "",
	       (uintmax_t)size, snapshot, ss_log_level);
	for (size_t i = 0; i < comm.count; i++)
		printf(" c=%s", comm.items[i]);
	while (first < argc)
		printf(" %s", argv[first++]);
	return ss_cli_finish(0);
}

#define run(...) capture_run(&c, command_line, (char *[]){ "ss-demo", ##__VA_ARGS__, NULL })

static void test_values(void)
{
	run();
	check_str(c.out, "n=0 d=0 p=0 u=0 f=0 o= D= S=0 s=0 v=1");
	check(c.status == 0);
	run("-n5", "-sd", "50ms", "--pid=7", "--uid", "0", "--format=text", "-o", "-",
	    "--dir=", "--size=4k", "-vv");
	check_str(c.out, "n=5 d=50000000 p=7 u=0 f=1 o=- D= S=4096 s=1 v=3");
	run("--comm=a", "--comm", "b", "-q");
	check_str(c.out, "n=0 d=0 p=0 u=0 f=0 o= D= S=0 s=0 v=0 c=a c=b");
	run("--snapshot=true", "--lim=1s");
	check_str(c.out, "n=0 d=1000000000 p=0 u=0 f=0 o= D= S=0 s=1 v=1");
	run("--snapshot", "--lim=1s", "--snapshot=false");
	check_str(c.out, "n=0 d=1000000000 p=0 u=0 f=0 o= D= S=0 s=0 v=1");
	run("--snap", "--lim=1s");
	check_str(c.out, "n=0 d=1000000000 p=0 u=0 f=0 o= D= S=0 s=1 v=1");
}

static void test_operands(void)
{
	run("x", "-n", "1", "y", "--snapshot", "-", "--", "-z", "--", "--pid");
	check_str(c.out, "n=1 d=0 p=0 u=0 f=0 o= D= S=0 s=1 v=1 x y - -z -- --pid");
	command.operands = NULL;
	run("extra");
	check(c.status == SS_EXIT_USAGE);
	check_str(c.err, "ss-demo: unexpected operand 'extra'\nTry 'ss-demo --help'.\n");
	command.operands = "[TYPE...]";
}

static void test_verbs(void)
{
	command.verbs = verbs;
	run("undo", "-s", "3", "x", "undo");
	check_str(c.out, "undo n=3 d=0 p=0 u=0 f=0 o= D= S=0 s=0 v=1 x undo");
	run("-s", "undo"); /* not the first word: an operand */
	check_str(c.out, "n=0 d=0 p=0 u=0 f=0 o= D= S=0 s=1 v=1 undo");
	run("undo", "--snapshot");
	check_str(c.err, "ss-demo: unknown option '--snapshot'\nTry 'ss-demo undo --help'.\n");
	run("undo", "--help");
	check(!strncmp(c.out, "Usage: ss-demo undo [OPTION...] FILE\nTake", 41));
	check(strstr(c.out, "--steps=N") && !strstr(c.out, "--snapshot"));
	run("--help");
	check(!strncmp(c.out,
		       "Usage: ss-demo [OPTION...] [TYPE...]\n"
		       "   or: ss-demo undo [OPTION...] FILE\n"
		       "   or: ss-demo redo [OPTION...]\nShow",
		       110));
	command.verbs = NULL;
}

static void test_order(void)
{
	command.verbs = verbs;
	command.operands = NULL;
	command.options = NULL;
	run("-v", "undo", "x");
	check(c.status == SS_EXIT_USAGE);
	check_str(c.err, "ss-demo: options stand after the verb: ss-demo undo -v\n"
			 "Try 'ss-demo --help'.\n");
	run("--steps", "3", "undo", "x");
	check_str(c.err, "ss-demo: options stand after the verb: ss-demo undo --steps\n"
			 "Try 'ss-demo --help'.\n");
	/* What is only the value of an option is no verb. */
	run("--steps", "undo");
	check_str(c.err, "ss-demo: unknown option '--steps'\nTry 'ss-demo --help'.\n");
	run("-s", "undo", "undo");
	check_str(c.err, "ss-demo: options stand after the verb: ss-demo undo -s\n"
			 "Try 'ss-demo --help'.\n");
	run("--steps=3", "again", "undo");
	check_str(c.err, "ss-demo: unknown option '--steps'\nTry 'ss-demo --help'.\n");
	run("--steps", "3");
	check_str(c.err, "ss-demo: unknown option '--steps'\nTry 'ss-demo --help'.\n");
	run("--version", "undo");
	check(c.status == 0);
	run("--", "undo");
	check_str(c.err, "ss-demo: unexpected operand 'undo'\nTry 'ss-demo --help'.\n");
	command.options = options;
	command.operands = "[TYPE...]";
	command.verbs = NULL;
}

static int no_verb(void *arg)
{
	(void)arg;
	ss_cli_start(&command, 1, (char *[]){ "ss-demo", NULL });
	ss_cli_no_verb();
}

static int try_help(void *arg)
{
	(void)arg;
	ss_cli_start(&undo, 2, (char *[]){ "ss-demo", "x", NULL });
	return ss_cli_finish(ss_cli_try_help());
}

static void test_unknown_verb(void)
{
	command.verbs = verbs;
	command.operands = NULL;
	run("unod", "x");
	check(c.status == SS_EXIT_USAGE);
	check_str(c.err, "ss-demo: unknown verb 'unod' (did you mean 'undo'?); the verbs are "
			 "undo, redo\nTry 'ss-demo --help'.\n");
	run("elsewhere");
	check_str(c.err, "ss-demo: unknown verb 'elsewhere'; the verbs are undo, redo\n"
			 "Try 'ss-demo --help'.\n");
	capture_run(&c, no_verb, NULL);
	check(c.status == SS_EXIT_USAGE);
	check_str(c.err, "ss-demo: what is to be done?  The verbs are undo, redo\n"
			 "Try 'ss-demo --help'.\n");
	capture_run(&c, try_help, NULL);
	check(c.status == SS_EXIT_USAGE);
	check_str(c.err, "Try 'ss-demo undo --help'.\n");
	command.operands = "[TYPE...]";
	command.verbs = NULL;
}

/* More options than lines: those that every command has go on one line. */
static void test_long_help(void)
{
	static struct ss_opt many[19];

	for (int i = 0; i < 18; i++)
		many[i] = (struct ss_opt){ "same", 0, NULL, SS_OPT_FLAG, &snapshot, "again" };
	command.options = many;
	run("--help");
	check(strstr(c.out, "\n  -q, --quiet  -v, --verbose  -h, --help  -V, --version  "
			    "--completion=SHELL\nSee ss-demo(8).\n"));
	many[1] = (struct ss_opt){ "format",	'f',	   "one|another|a third|and a fourth",
				   SS_OPT_FLAG, &snapshot, "how" };
	many[2].name = NULL;
	run("--help");
	check(strstr(c.out, "\n      --same              again\n"
			    "  -f, --format=one|another|a third|and a fourth\n"
			    "                          how\n"));
	command.options = options;
}

static void check_refused(const char *message)
{
	char want[256];

	snprintf(want, sizeof(want), "ss-demo: %s\nTry 'ss-demo --help'.\n", message);
	check_str(c.err, want);
	check_str(c.out, "");
	check(c.status == SS_EXIT_USAGE);
}

#define refuses(message, ...)                                                                      \
	do {                                                                                       \
		run(__VA_ARGS__);                                                                  \
		check_refused(message);                                                            \
	} while (0)

static void test_bad_values(void)
{
	refuses("--limit: '12abc' is not a duration (e.g. 50ms, 2s)", "--limit=12abc");
	refuses("--limit: '' is not a duration (e.g. 50ms, 2s)", "-d", "");
	refuses("--limit: '300000000d' is too large", "-d300000000d");
	refuses("--count: '-1' is not a whole number (e.g. 100)", "-n", "-1");
	refuses("--count: '99999999999999999999' is too large", "-n99999999999999999999");
	refuses("--pid: '0' is not a process id (1 to 2147483647)", "-p0");
	refuses("--pid: '2147483648' is not a process id (1 to 2147483647)", "-p2147483648");
	refuses("--size: '4kb' is not a size (e.g. 128k, 4M)", "--size", "4kb");
	refuses("--format: 'jso' is none of json|text", "--format=jso");
	refuses("--format: '' is none of json|text", "--format=");
	refuses("--completion: 'ksh' is none of bash|zsh|fish", "--completion=ksh");
}

static void test_bad_options(void)
{
	refuses("unknown option '--fromat' (did you mean --format?)", "--fromat=json");
	refuses("unknown option '--snapshots' (did you mean --snapshot?)", "a", "--snapshots");
	refuses("unknown option '--completely-else'", "--completely-else");
	refuses("unknown option '-format' (did you mean --format?)", "-format");
	refuses("unknown option '-z'", "-z");
	refuses("unknown option '-z' in -sz5", "-sz5");
	refuses("option '--co' is ambiguous (--count, --comm, --completion)", "--co=1");
	refuses("option '--snapshot' takes no value", "--snapshot=1");
	refuses("option '--help' takes no value", "--help=1");
	refuses("option '--pid' needs a value: PID", "--pid");
	refuses("option '-n' needs a value: N", "-sn");
}

static void test_help(void)
{
	int lines = 0, column = -1;

	run("--help", "--nonsense");
	check(c.status == 0);
	check_str(c.err, "");
	check(!strncmp(c.out, "Usage: ss-demo [OPTION...] [TYPE...]\nShow", 41));
	check(strstr(c.out, "\n  -n, --count=N           stop after N events\n"));
	check(strstr(c.out, "\n      --uid=UID           only this user's processes\n"));
	check(strstr(c.out, "\n\nSee ss-demo(8).\n") == c.out + strlen(c.out) - 18);
	for (char *line = strtok(c.out, "\n"); line; line = strtok(NULL, "\n")) {
		char *help = line[0] == ' ' ? strstr(strstr(line, "--"), "  ") : NULL;

		lines++;
		if (help && column < 0)
			column = help + strspn(help, " ") - line;
		check(!help || help + strspn(help, " ") - line == column);
	}
	check(lines + 2 <= 24);
	run("-sh");
	check(c.status == 0 && strstr(c.out, "Usage"));
	run("-V");
	check_str(c.out, "ss-demo " SS_VERSION "\n");
}

/* Run a script with CMD's completion in place and keep what it prints. */
static int complete(void *arg)
{
	const char *const *words_and_shell = arg;

	return execlp(words_and_shell[0], words_and_shell[0], "-c", words_and_shell[1], NULL) < 0;
}

static const char *bash_completes(const char *typed)
{
	static struct capture made;
	static char script[24000];

	run("--completion=bash");
	snprintf(script, sizeof(script),
		 "set -u\n%s\nCOMP_WORDS=(ss-demo %s) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
		 "_ss_demo\necho \"${COMPREPLY[*]}\"",
		 c.out, typed);
	capture_run(&made, complete, (const char *[]){ "bash", script });
	check_str(made.err, "");
	made.out[strcspn(made.out, "\n")] = '\0';
	return made.out;
}

static void test_bash(void)
{
	check_str(bash_completes("--sn"), "--snapshot");
	check_str(bash_completes("--form"), "--format=");
	check_str(bash_completes("--format = ''"), "json text");
	check_str(bash_completes("--format = t"), "text");
	check_str(bash_completes("--format ="), "json text");
	check_str(bash_completes("--completion z"), "zsh");
	check_str(bash_completes("-n ''"), "");
	check_str(bash_completes("-p 1 process.e"), "process.exec");
	check_str(bash_completes("-o /proc/self/cmdl"), "/proc/self/cmdline");
	check_str(bash_completes("--dir /proc/self/fdinf"), "/proc/self/fdinfo");
	check_str(bash_completes("--uid nobod"), "nobody");
	command.verbs = verbs;
	check_str(bash_completes("un"), "undo");
	check_str(bash_completes("undo --st"), "--steps=");
	check_str(bash_completes("undo --sn"), "");
	check_str(bash_completes("undo /proc/self/cmdl"), "/proc/self/cmdline");
	check_str(bash_completes("-n undo --sn"), "--snapshot");
	check_str(bash_completes("undo --ways ''"), "fast slow far");
	check_str(bash_completes("undo --ways = fa"), "fast far");
	check_str(bash_completes("undo --ways slow,fas"), "slow,fast");
	check_str(bash_completes("undo --ways slow,far,"), "slow,far,fast slow,far,slow slow,far,far");
	check_str(bash_completes("redo kerne"), "kernel");
	command.verbs = NULL;
}

static void test_other_shells(void)
{
	run("--completion=zsh");
	check(strstr(c.out, "#compdef ss-demo\n") == c.out);
	check(strstr(c.out, "'(-n --count)'{-n+,--count=}'[stop after N events]:N:' \\\n"));
	check(strstr(c.out, "'--format=[for programs, or \\[for\\: people'\\''s\\] eyes]:format:"
			    "(json text)' \\\n"));
	check(strstr(c.out, "'*--comm=[only processes of this name]:NAME:' \\\n"));
	check(strstr(c.out, "'*:operand:(process.exec process.fork)'\n"));
	run("--completion=fish");
	check(strstr(c.out, "complete -c ss-demo -s n -l count -x -d 'stop after N events'\n"));
	check(strstr(c.out, "-l format -x -a 'json text' -d 'for programs, or [for: people\\'s] "
			    "eyes'\n"));
	check(strstr(c.out, "-s o -l output -r -F -d 'write to FILE'\n"));
	command.verbs = verbs;
	run("--completion=fish");
	check(strstr(c.out, "complete -c ss-demo -n 'not __fish_seen_subcommand_from undo redo' "
			    "-s n -l count -x -d"));
	check(strstr(c.out, "complete -c ss-demo -n '__fish_seen_subcommand_from undo' "
			    "-s s -l steps -x -d 'how many'\n"));
	check(strstr(c.out, " -l ways -x -a '(__fish_append , fast slow far)'"));
	check(strstr(c.out, " -a '(ls /proc/sys 2>/dev/null)'\n"));
	run("--completion=zsh");
	check(strstr(c.out, ":WAYS:_values -s , WAYS fast slow far'"));
	check(strstr(c.out, "'*:name:($(ls /proc/sys 2>/dev/null))'\n"));
	check(strstr(c.out, "if (( CURRENT > 2 )) && [[ $words[2] == undo ]]; then\n"));
	check(strstr(c.out, "'*:operand:(undo redo process.exec process.fork)'\n"));
	command.verbs = NULL;
}

/* Closed or full streams. */
static int no_streams(void *arg)
{
	close(0);
	close(1);
	close(2);
	ss_cli_start(&command, 1, arg);
	return fcntl(0, F_GETFD) < 0 || write(1, "x", 1) >= 0 || write(2, "x", 1) != 1;
}

static int help_to(void *arg)
{
	dup2(open(arg, O_WRONLY), 1);
	return command_line((char *[]){ "ss-demo", "--help", NULL });
}

static void test_streams(void)
{
	capture_run(&c, no_streams, (char *[]){ "ss-demo", NULL });
	check(c.status == 0);
	capture_run(&c, help_to, "/dev/full");
	check(c.status == SS_EXIT_FAILURE);
	check_str(c.err, "ss-demo: cannot write to standard output: No space left on device\n");
}

static int finish_with(void *arg)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	ss_cli_start(&command, 1, (char *[]){ "ss-demo", NULL });
	return ss_cli_finish(*(int *)arg);
}

static int broken_pipe(void *arg)
{
	int fds[2];

	(void)arg;
	if (pipe(fds))
		return 1;
	dup2(fds[1], 1);
	close(fds[0]);
	return command_line((char *[]){ "ss-demo", "--help", NULL });
}

static void test_finish(void)
{
	static const struct {
		int err, status;
	} want[] = { { 0, 0 }, { -EIO, 1 }, { SS_EXIT_NO, 3 }, { -EPIPE, 128 + SIGPIPE } };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		capture_run(&c, finish_with, (void *)&want[i].err);
		check(c.status == want[i].status);
		check_str(c.err, "");
	}
	capture_run(&c, broken_pipe, NULL);
	check(c.status == 128 + SIGPIPE);
	check_str(c.err, "");
}

static int complain(void *arg)
{
	ss_cli_start(&command, 1, arg);
	ss_cli_usage("no such type '%s'", "x.y");
}

static void test_usage(void)
{
	capture_run(&c, complain, (char *[]){ "ss-demo", NULL });
	check_refused("no such type 'x.y'");
}

static const struct check_case cases[] = {
	{ "values of every type, in every way to give them", test_values },
	{ "operands between options, and after --", test_operands },
	{ "bad values are named, with the accepted form", test_bad_values },
	{ "bad options are named, with the nearest there is", test_bad_options },
	{ "--help and --version", test_help },
	{ "a verb has a table of its own", test_verbs },
	{ "a verb stands before its options", test_order },
	{ "a verb that there is not, and those that there are", test_unknown_verb },
	{ "--help still fits where options are many", test_long_help },
	{ "bash completes options, choices, words, files", test_bash },
	{ "zsh and fish scripts are quoted", test_other_shells },
	{ "closed and full standard streams", test_streams },
	{ "results become exit statuses", test_finish },
	{ "a complaint of the command's own", test_usage },
};

CHECK_MAIN(cases)
