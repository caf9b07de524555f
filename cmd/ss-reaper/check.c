// SPDX-License-Identifier: BSD-2-Clause
#include "check.h"

#include <errno.h>
#include <stdio.h>

#include "bpf/object.h"
#include "check_now.h"
#include "core/log.h"
#include "gone.h"
#include "reaper/rule.h"

static struct ss_strlist files;
static int format;

static const struct ss_opt options[] = {
	{ "config", 'c', "FILE", SS_OPT_LIST, &files, "the rules of this file (YAML)" },
	{ "format", 0, "text|json", SS_OPT_CHOICE, &format, "for people or for programs" },
	{ 0 },
};

const struct ss_cmd check_command = {
	.name = "ss-reaper",
	.verb = "check",
	.summary = "Say what files of rules mean, what is wrong with them, and whom they meet.",
	.operands = "[FILE...]",
	.options = options,
};

static int read_files(struct ss_reap_config *c, int count, char **operands)
{
	const char *last = NULL;
	int err = 0;

	for (size_t i = 0; i < files.count && !err; i++)
		err = ss_reap_config_file(c, last = files.items[i]);
	for (int i = 0; i < count && !err; i++)
		err = ss_reap_config_file(c, last = operands[i]);
	if (err || c->used)
		return err ? err : ss_reap_config_finish(c);
	ss_strbuf_clear(&c->why);
	ss_strbuf_printf(&c->why, "%s: there is no rule", last);
	return -EINVAL;
}

/* A rule that is none is an answer; a file that cannot be read is not. */
static int complain(const struct ss_reap_config *c, int err)
{
	if (err != -EINVAL)
		return ss_error(err, "%s", c->why.data ? c->why.data : "cannot check");
	ss_error(0, "%s", c->why.data ? c->why.data : "cannot check");
	return SS_EXIT_NO;
}

static int print(const struct ss_reap_config *c)
{
	struct ss_strbuf out = { 0 };
	int result = 0, err;

	for (size_t i = 0; i < c->warning_count; i++)
		ss_warn("%s", c->warnings[i]);
	gone_warn(c);
	if (!format)
		ss_reap_describe(c, &out);
	ss_bpf_init();
	if (check_may_look())
		result = check_now(c, format, &out);
	err = ss_cli_print(&out);
	ss_strbuf_fini(&out);
	return err ? err : result;
}

int check_main(int count, char **operands)
{
	struct ss_reap_config c;
	int err;

	if (!files.count && !count)
		ss_cli_usage("which rules?  (ss-reaper check FILE)");
	err = ss_reap_config_init(&c);
	if (!err)
		err = read_files(&c, count, operands);
	err = err ? complain(&c, err) : print(&c);
	ss_reap_config_fini(&c);
	return err;
}
