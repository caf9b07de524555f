// SPDX-License-Identifier: BSD-2-Clause
#include "core/log.h"

#include <errno.h>

#include "capture.h"
#include "check.h"

static struct capture c;

static int report(void *arg)
{
	ss_log_name("ss-x");
	errno = 7;
	return ss_error(*(int *)arg, "cannot open '%s'", "f") == *(int *)arg && errno == 7;
}

static void test_error(void)
{
	int err = -ENOENT;

	capture_run(&c, report, &err);
	check(c.status == 1);
	check_str(c.out, "");
	check_str(c.err, "ss-x: cannot open 'f': No such file or directory\n");
	err = -EINVAL;
	capture_run(&c, report, &err);
	check_str(c.err, "ss-x: cannot open 'f'\n");
	err = 0;
	capture_run(&c, report, &err);
	check_str(c.err, "ss-x: cannot open 'f'\n");
}

static int say_all(void *arg)
{
	ss_log_name("ss-x");
	ss_log_level = *(enum ss_log_level *)arg;
	ss_error(0, "e");
	ss_warn("w");
	ss_info("i");
	ss_debug("d");
	return 0;
}

static void test_levels(void)
{
	enum ss_log_level level = SS_LOG_ERROR;

	capture_run(&c, say_all, &level);
	check_str(c.err, "ss-x: e\n");
	level = SS_LOG_WARN;
	capture_run(&c, say_all, &level);
	check_str(c.err, "ss-x: e\nss-x: w\n");
	level = SS_LOG_DEBUG;
	capture_run(&c, say_all, &level);
	check_str(c.err, "ss-x: e\nss-x: w\nss-x: i\nss-x: d\n");
}

static int say(void *arg)
{
	ss_log_name("ss-x");
	ss_warn("%s", (const char *)arg);
	return 0;
}

static void test_hostile(void)
{
	char text[3000];

	capture_run(&c, say, "a\033[31m\r\177\tb\nc\n");
	check_str(c.err, "ss-x: a?[31m??\tb\nc\n");
	capture_run(&c, say, "%s%n");
	check_str(c.err, "ss-x: %s%n\n");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	capture_run(&c, say, text);
	check(strlen(c.err) == 6 + sizeof(text));
}

static const struct check_case cases[] = {
	{ "an error is told with its reason and handed on", test_error },
	{ "only the wanted levels are printed", test_levels },
	{ "hostile and long text", test_hostile },
};

CHECK_MAIN(cases)
