// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker force, confirm and off: what a person says, with or without a governor. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "bpf/object.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/nearest.h"
#include "core/strbuf.h"
#include "instance.h"
#include "live.h"
#include "verbs.h"

#define FOR_DEFAULT (600 * SS_NS_PER_SEC)
#define FOR_MAX	    (24 * 3600 * SS_NS_PER_SEC) /* what nobody ends ends within a day */
#define UNSAID	    UINT64_MAX

static uint64_t for_ns = UNSAID, confirm_ns = UNSAID;

static const struct ss_opt force_options[] = {
	{ "for", 0, "TIME", SS_OPT_DURATION, &for_ns, "for so long (10m; 24h at most)" },
	{ "confirm", 0, "TIME", SS_OPT_DURATION, &confirm_ns,
	  "undo it unless a 'y' is read in TIME" },
	{ 0 },
};

const struct ss_cmd force_command = {
	.name = "ss-breaker",
	.verb = "force",
	.summary = "Put a level in force for a time, whatever the sources say; 'auto' ends that.",
	.operands = "LEVEL [NAME]",
	.options = force_options,
};

static const struct ss_opt no_options[] = { { 0 } };

const struct ss_cmd confirm_command = {
	.name = "ss-breaker",
	.verb = "confirm",
	.summary = "Say that you are still there: the trial of run --confirm ends well.",
	.operands = "[NAME]",
	.options = no_options,
};

const struct ss_cmd off_command = {
	.name = "ss-breaker",
	.verb = "off",
	.summary = "Everything passes from now on: programs and pins go, and run ends.\n"
		   "Needs neither a governor nor a file.  NAME: of one instance; else of all.",
	.operands = "[NAME]",
	.options = no_options,
};

static int level_named(const struct plane_info *info, const char *name)
{
	const char *names[SS_BREAKER_LEVELS + 2] = { "auto" }, *near;
	struct ss_strbuf all = { 0 };

	for (unsigned int i = 0; i < info->level_count; i++) {
		if (!strcmp(info->levels[i], name)) {
			ss_strbuf_fini(&all);
			return i;
		}
		names[i + 1] = info->levels[i];
		ss_strbuf_printf(&all, "%s%s", i ? ", " : ": ", info->levels[i]);
	}
	near = ss_nearest(name, names);
	ss_error(0, "'%s' has no level '%s'%s%s%s; it has these%s", info->name, name,
		 near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "",
		 all.data ? all.data : "");
	ss_strbuf_fini(&all);
	return -1;
}

/* Is there a 'y' in time?  Everything else is a no, the end of the input too. */
static bool is_confirmed(uint64_t wait_ns)
{
	uint64_t until = ss_clock_mono() + wait_ns, now;
	struct pollfd fds[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .events = POLLIN } };
	char answer = 0;

	fds[1].fd = again_signals();
	while ((now = ss_clock_mono()) < until) {
		int n = poll(fds, 2, (until - now) / 1000000 + 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || fds[1].revents)
			break;
		if (fds[0].revents && read(STDIN_FILENO, &answer, 1) != 1)
			break;
		if (answer != ' ' && answer != '\t' && answer != '\n')
			break;
	}
	close(fds[1].fd);
	return answer == 'y' || answer == 'Y';
}

/* What would be undone is undone by the kernel, to what the sources say: it keeps nothing else. */
static int check_unforced(struct plane *p, const struct plane_info *info)
{
	struct plane_state state;
	int err = plane_state(p, &state);

	if (err)
		return ss_error(err, "cannot read which level is in force");
	if (!state.forced)
		return 0;
	ss_error(0,
		 state.trial ? "'%s' is on trial on '%s': confirm that first (ss-breaker confirm)"
			     : "'%s' is forced already on '%s', and would not come back: end that "
			       "first (ss-breaker force auto), or leave --confirm away",
		 info->levels[state.level], info->name);
	return SS_EXIT_NO;
}

static int undo(struct plane *p, uint64_t mine)
{
	int err = plane_unforce_mine(p, mine);

	if (err == -EEXIST)
		ss_error(0, "not confirmed; what was forced meanwhile stays");
	else if (err)
		return ss_error(err, "cannot undo it; it ends by itself");
	else
		ss_error(0, "not confirmed: undone");
	return SS_EXIT_NO;
}

static int cannot_force(int err, const char *level)
{
	if (err != -EEXIST)
		return ss_error(err, "cannot force '%s'", level);
	ss_error(0, "somebody else has forced a level meanwhile, which stays");
	return SS_EXIT_NO;
}

/* The kernel undoes it by itself, should we or the line to us be cut off. */
static int force_with_confirm(struct plane *p, const struct plane_info *info, unsigned int level)
{
	uint64_t wait = confirm_ns < for_ns ? confirm_ns : for_ns, mine = 0;
	int err = check_unforced(p, info);

	if (err)
		return err;
	err = plane_force_mine(p, level, wait, &mine);
	if (err)
		return cannot_force(err, info->levels[level]);
	ss_error(0, "'%s' is in force on %s; are you still there?  y within %.6g s keeps it",
		 info->levels[level], info->ifname, (double)wait / SS_NS_PER_SEC);
	if (is_confirmed(wait)) {
		err = plane_force_mine(p, level, for_ns, &mine);
		return err ? cannot_force(err, info->levels[level]) : 0;
	}
	return undo(p, mine);
}

static int force(void *arg, struct plane *p, const struct plane_info *info)
{
	const char *name = arg;
	int level, err;

	if (!strcmp(name, "auto")) {
		err = plane_unforce(p);
		return err ? ss_error(err, "cannot end what is forced") : 0;
	}
	level = level_named(info, name);
	if (level < 0)
		return SS_EXIT_USAGE;
	if (confirm_ns != UNSAID)
		return force_with_confirm(p, info, level);
	err = plane_force(p, level, for_ns);
	return err ? ss_error(err, "cannot force '%s'", name) : 0;
}

static void check_times(const char *level)
{
	if (!strcmp(level, "auto") && (for_ns != UNSAID || confirm_ns != UNSAID))
		ss_cli_usage("auto ends what is forced, at once: it has no --%s",
			     confirm_ns != UNSAID ? "confirm" : "for");
	if (!confirm_ns)
		ss_cli_usage("--confirm: no time at all");
	if (for_ns == UNSAID)
		for_ns = FOR_DEFAULT;
	if (!for_ns)
		ss_cli_usage("--for: no time at all");
	if (for_ns > FOR_MAX)
		ss_cli_usage("--for: 24h at most; say it again before it is over");
}

int force_main(int count, char **operands)
{
	if (!count)
		ss_cli_usage("which level?  (ss-breaker force LEVEL)");
	if (count > 2)
		ss_cli_usage("unexpected operand '%s'", operands[2]);
	check_times(operands[0]);
	ss_bpf_init();
	return instance_do(count > 1 ? operands[1] : NULL, force, operands[0]);
}

static int confirm(void *arg, struct plane *p, const struct plane_info *info)
{
	struct plane_state state;
	int err = plane_state(p, &state);

	(void)arg;
	if (!err && !state.trial) {
		ss_error(0, "nothing is on trial on '%s'", info->name);
		return SS_EXIT_NO;
	}
	if (!err)
		err = plane_unforce(p);
	return err ? ss_error(err, "cannot confirm") : 0;
}

int confirm_main(int count, char **operands)
{
	if (count > 1)
		ss_cli_usage("unexpected operand '%s'", operands[1]);
	ss_bpf_init();
	return instance_do(count ? operands[0] : NULL, confirm, NULL);
}

int off_main(int count, char **operands)
{
	char name[SS_BREAKER_INSTANCE_MAX] = "";
	int err;

	if (count > 1)
		ss_cli_usage("unexpected operand '%s'", operands[1]);
	if (count)
		instance_name(operands[0], name);
	ss_bpf_init();
	err = planes_off(count ? name : NULL);
	if (!err || err == -ENOENT)
		live_forget(count ? name : NULL);
	if (err == -ENOENT) {
		ss_error(0, count ? "there is no instance '%s'" : "there is no instance",
			 operands[0]);
		return SS_EXIT_NO;
	}
	return err;
}
