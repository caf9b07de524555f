// SPDX-License-Identifier: BSD-2-Clause
/* What a terminal and a shell make of a line as text. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/json_write.h"
#include "event/view.h"

static struct ss_strbuf buf;

/* A line with this in each place where a traced process can put something. */
static void hostile_line(const char *type, const char *s, size_t len)
{
	struct ss_json w;

	ss_strbuf_clear(&buf);
	ss_json_init(&w, &buf);
	ss_json_object(&w, NULL);
	ss_json_cstr(&w, "type", type);
	ss_json_object(&w, "exec");
	ss_json_bytes(&w, "path", s, len);
	ss_json_cstr(&w, "error", "ENOENT");
	ss_json_end_object(&w);
	ss_json_object(&w, "process");
	ss_json_u64(&w, "pid", 1);
	ss_json_bytes(&w, "user", s, len);
	ss_json_bytes(&w, "comm", s, len);
	ss_json_array(&w, "args");
	ss_json_str(&w, NULL, s, len);
	ss_json_str(&w, NULL, s, len);
	ss_json_end_array(&w);
	ss_json_end_object(&w);
	ss_json_object(&w, "parent");
	ss_json_bytes(&w, "comm", s, len);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
}

static void show(const char *fields)
{
	struct ss_view v;

	check(!ss_view_init(&v, SS_VIEW_TEXT, fields, SS_COLOR_NEVER));
	check(!ss_view_line(&v, &buf, 0));
	ss_view_fini(&v);
}

/* One line of printable characters, but for the tabs between columns. */
static void is_harmless(int tabs)
{
	const unsigned char *s = (const unsigned char *)buf.data;

	check(buf.len && s[buf.len - 1] == '\n');
	for (size_t i = 0; i + 1 < buf.len; i++) {
		tabs -= s[i] == '\t';
		check((s[i] >= 0x20 || s[i] == '\t') && s[i] != 0x7f);
		check(s[i] != 0xc2 || s[i + 1] >= 0xa0);
	}
	check(tabs == 0);
}

static void shown_as(const char *s, size_t len, const char *want)
{
	static const char *const types[] = { "process.exec", "process.fork",  "process.exec_failed",
					     "process.exit", "meta.snapshot", "meta.start",
					     "other" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		hostile_line(types[i], s, len);
		show(NULL);
		is_harmless(0);
	}
	hostile_line("x", s, len);
	show("type,process.comm,process.args");
	is_harmless(2);
	hostile_line("x", s, len);
	show("process.comm");
	buf.data[buf.len - 1] = 0;
	check_str(buf.data, want);
}

#define SHOWN_AS(s, want) shown_as(s, sizeof(s) - 1, want)

static void control_characters(void)
{
	SHOWN_AS("\x1b[31mred\x1b]0;title\a", "\\x1b[31mred\\x1b]0;title\\x07");
	SHOWN_AS("a\nb\rc\td\x7f\x01", "a\\x0ab\\x0dc\\x09d\\x7f\\x01");
	SHOWN_AS("\0x", "\\x00x");
	for (char c = 1; c < 0x20; c++) {
		char want[8];

		snprintf(want, sizeof(want), "\\x%02x", c);
		shown_as(&c, 1, want);
	}
}

static void c1_controls(void)
{
	SHOWN_AS("\xc2\x9b"
		 "31m",
		 "\\x9b31m");
	SHOWN_AS("\xc2\x80\xc2\x85\xc2\x9d\xc2\x9f", "\\x80\\x85\\x9d\\x9f");
	SHOWN_AS("\xc2\xa0\xc3\x9b", "\xc2\xa0\xc3\x9b"); /* letters and a space, no controls */
	SHOWN_AS("\x9b"
		 "31m",
		 "\xef\xbf\xbd"
		 "31m"); /* not UTF-8 at all */
	SHOWN_AS("\xc2", "\xef\xbf\xbd");
}

static void direction(void)
{
	SHOWN_AS("a\u202egnp.sh", "a\\xe2\\x80\\xaegnp.sh");
	SHOWN_AS("\u061c\u2066\u2069\u2028\u200f",
		 "\\xd8\\x9c\\xe2\\x81\\xa6\\xe2\\x81\\xa9\\xe2\\x80\\xa8\\xe2\\x80\\x8f");
	SHOWN_AS("\u20ac\u0628\u05d0", "\u20ac\u0628\u05d0"); /* writing that does run that way */
}

/* What sh makes of the arguments as text, each with a NUL behind it. */
static void through_sh(const char *args, size_t len)
{
	struct ss_strbuf command = { 0 };
	char got[4096];
	struct ss_json w;
	size_t n;
	FILE *f;

	ss_strbuf_clear(&buf);
	ss_json_init(&w, &buf);
	ss_json_object(&w, NULL);
	ss_json_cstr(&w, "type", "process.exec");
	ss_json_object(&w, "process");
	ss_json_array(&w, "args");
	for (const char *a = args; a < args + len; a += strlen(a) + 1)
		ss_json_cstr(&w, NULL, a);
	ss_json_end_array(&w);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
	show(NULL);
	ss_strbuf_str(&command, "set -- ");
	ss_strbuf_str(&command, buf.data + 34); /* empty columns are before it */
	ss_strbuf_str(&command, "for a; do printf '%s\\0' \"$a\"; done");
	f = popen(command.data, "r");
	n = f ? fread(got, 1, sizeof(got), f) : 0;
	if (!check(f && !pclose(f) && n == len && !memcmp(got, args, len)))
		printf("# %s", buf.data);
	ss_strbuf_fini(&command);
}

#define THROUGH_SH(args) through_sh(args, sizeof(args))

static void shell_words(void)
{
	THROUGH_SH("ls\0-l\0/tmp/a_b-c.d:e@f=g,h+i%j");
	THROUGH_SH("x\0\0y\0");
	THROUGH_SH("a b\0 \0'\0''\0it's\0\"quoted\"\0\\\0a\\nb");
	THROUGH_SH("$HOME\0`id`\0$(id)\0a;b\0a&b\0a|b\0<x\0>x\0(x)\0{a,b}\0#x");
	THROUGH_SH("*\0/*\0?\0[a-z]\0~\0~root\0!x\0^\0-n\0a=b");
	THROUGH_SH("\u00e4\u20ac\U0001f4a9\0\u00e4 b");
}

static void colors(void)
{
	struct ss_view v;

	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_ALWAYS));
	hostile_line("process.exec", "a", 1);
	check(!ss_view_line(&v, &buf, 0));
	check(strstr(buf.data, "\033[32mexec    \033[0m"));
	ss_view_fini(&v);
	setenv("NO_COLOR", "1", 1);
	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_ALWAYS) && v.color);
	ss_view_fini(&v);
	unsetenv("NO_COLOR");
	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_NEVER) && !v.color);
	ss_view_fini(&v);
}

/* Does auto mean colour, with stdout on PATH and this NO_COLOR? */
static bool is_coloured(const char *path, const char *no_color)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct ss_view v;
		int fd = open(path, O_RDWR | O_NOCTTY);

		dup2(fd, STDOUT_FILENO);
		unsetenv("NO_COLOR");
		if (no_color)
			setenv("NO_COLOR", no_color, 1);
		_exit(ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_AUTO) ? 2 : v.color);
	}
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 1;
}

static void colors_by_themselves(void)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	char name[64];

	if (!check(terminal >= 0 && !grantpt(terminal) && !unlockpt(terminal) &&
		   !ptsname_r(terminal, name, sizeof(name))))
		return;
	check(is_coloured(name, NULL));
	check(is_coloured(name, "")); /* as no-color.org has it: empty is not set */
	check(!is_coloured(name, "1"));
	check(!is_coloured(name, "0"));
	check(!is_coloured("/dev/null", NULL));
	close(terminal);
}

static const struct check_case cases[] = {
	{ "control characters", control_characters },
	{ "C1 controls", c1_controls },
	{ "characters that turn the text's direction", direction },
	{ "arguments back through sh", shell_words },
	{ "colour always and never", colors },
	{ "colour on a terminal, without NO_COLOR", colors_by_themselves },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_strbuf_fini(&buf);
	return failed;
}
