// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker run - the command line, and the life of it */
#include <ctype.h>
#include <errno.h>
#include <malloc.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/pin.h"
#include "breaker.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/notify.h"
#include "instance.h"
#include "read_profile.h"
#include "verbs.h"

#define TTL_DEFAULT (15 * SS_NS_PER_SEC)
#define TTL_MIN	    (SS_NS_PER_SEC / 10)
#define CONFIRM_MIN (SS_NS_PER_SEC)
#define NO_TABLE    1 /* of processes: lines are not about any */

#define UNSAID UINT64_MAX

static struct run_options opt = { .ttl_ns = UNSAID, .confirm_ns = UNSAID };

static const struct ss_opt options[] = {
	{ "interface", 'i', "NAME", SS_OPT_STR, &opt.ifname, "the interface to guard" },
	{ "config", 'c', "FILE", SS_OPT_STR, &opt.config,
	  "levels, classes, sources (YAML); else built in" },
	{ "supply", 0, "NAME", SS_OPT_STR, &opt.supply, "the battery to go by" },
	{ "stdin", 0, NULL, SS_OPT_FLAG, &opt.from_stdin,
	  "battery and heat as lines: {\"battery\":17}" },
	{ "confirm", 0, "TIME", SS_OPT_DURATION, &opt.confirm_ns,
	  "try the worst level, end if not confirmed" },
	{ "ttl", 0, "TIME", SS_OPT_DURATION, &opt.ttl_ns,
	  "how long a level holds unrefreshed (15s)" },
	{ "on-stale", 0, "pass|hold", SS_OPT_CHOICE, &opt.on_stale, "what is done after that" },
	{ "egress", 0, NULL, SS_OPT_FLAG, &opt.egress, "what goes out too" },
	{ "tcp-mode", 0, "syn|all", SS_OPT_CHOICE, &opt.tcp_mode,
	  "drop only new TCP connections at first, or all" },
	{ "shadow", 0, NULL, SS_OPT_FLAG, &opt.shadow, "count what would be dropped, pass it" },
	{ "dry-run", 0, NULL, SS_OPT_FLAG, &opt.dry_run,
	  "touch no interface, say which level would be" },
	{ "require-native", 0, NULL, SS_OPT_FLAG, &opt.require_native,
	  "fail where the driver has no XDP of its own" },
	{ "generic", 0, NULL, SS_OPT_FLAG, &opt.generic, "do not try the driver's XDP" },
	{ "libxdp", 0, NULL, SS_OPT_FLAG, &opt.libxdp,
	  "share the interface by libxdp's dispatcher" },
	{ "persist", 0, NULL, SS_OPT_FLAG, &opt.persist, "stay when this ends; needs --ttl" },
	{ "i-have-console", 0, NULL, SS_OPT_FLAG, &opt.console,
	  "start although nobody may get in any more" },
	{ "name", 0, "NAME", SS_OPT_STR, &opt.name, "of the instance (that of the interface)" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns,
	  "stop after TIME (0: never)" },
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events,
	  "stop after N transitions (0: never)" },
	{ "format", 0, "json|text", SS_OPT_CHOICE, &opt.format,
	  "lines for programs or for people" },
	{ "color", 0, "auto|always|never", SS_OPT_CHOICE, &opt.color, "colour in text" },
	{ 0 },
};

const struct ss_cmd run_command = {
	.name = "ss-breaker",
	.verb = "run",
	.summary = "Guard an interface: let pass what the state of the machine allows.",
	.options = options,
};

static void check_options(void)
{
	if (!opt.ifname || !*opt.ifname)
		ss_cli_usage("which interface?  (--interface NAME)");
	if (strlen(opt.ifname) > 15)
		ss_cli_usage("--interface: '%s' is too long for one", opt.ifname);
	if (opt.supply && !*opt.supply)
		ss_cli_usage("--supply: which battery?  (its name in /sys/class/power_supply)");
	if (opt.name && (!ss_pin_is_name(opt.name) || strlen(opt.name) >= SS_BREAKER_INSTANCE_MAX))
		ss_cli_usage("--name: '%s' is none: letters, digits, - and _, at most %d of them",
			     opt.name, SS_BREAKER_INSTANCE_MAX - 1);
	if (opt.persist && opt.ttl_ns == UNSAID)
		ss_cli_usage("--persist needs --ttl: how long a level may hold that nobody "
			     "refreshes");
	if (opt.persist && opt.on_stale == ON_STALE_HOLD && !opt.console)
		ss_cli_usage("--persist --on-stale=hold never opens by itself: "
			     "--i-have-console if that is meant");
	if (opt.libxdp && opt.on_stale == ON_STALE_HOLD && !opt.console)
		ss_cli_usage("--libxdp --on-stale=hold does not open when this is killed: "
			     "--i-have-console if that is meant");
	if (opt.ttl_ns < TTL_MIN)
		ss_cli_usage("--ttl: less than 100ms");
	if (opt.confirm_ns == UNSAID)
		opt.confirm_ns = 0;
	else if (opt.confirm_ns < CONFIRM_MIN)
		ss_cli_usage("--confirm: nobody is as fast as that");
	if (opt.dry_run && (opt.persist || opt.confirm_ns))
		ss_cli_usage("--dry-run touches nothing that could %s",
			     opt.persist ? "persist" : "be confirmed");
	if (opt.shadow && opt.confirm_ns)
		ss_cli_usage("--shadow drops nothing: there is nothing to confirm");
	if (opt.generic && opt.require_native)
		ss_cli_usage("--generic and --require-native exclude each other");
	if (opt.generic && opt.libxdp)
		ss_cli_usage("--generic and --libxdp exclude each other");
}

int run_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	check_options();
	if (opt.ttl_ns == UNSAID)
		opt.ttl_ns = TTL_DEFAULT;
	ss_bpf_init();
	return run_all(&opt);
}

static int make_profile(struct run *r)
{
	struct ss_profile *p = &r->profile;
	const char *closed;
	int err = read_profile(p, r->opt->config, r->opt->supply);

	if (err)
		return err;
	if (r->opt->from_stdin)
		err = ss_profile_from_stdin(p);
	if (err)
		return ss_error(err, "cannot start");
	err = seed_management(r);
	if (err)
		return err;
	closed = ss_profile_locks_out_at(p);
	if (closed && !ss_profile_has_management(p) && !r->opt->console && !r->opt->shadow &&
	    !r->opt->dry_run)
		return ss_error(-EINVAL,
				"no session of ssh and no port of it is known, and the class "
				"management is empty: nobody would get in at level '%s'.  "
				"Name it in the configuration, or say --i-have-console",
				closed);
	return 0;
}

static int is_owned(void *arg, const char *name, const char *ifname, int owner)
{
	const struct run *r = arg;

	if (!owner)
		return 0;
	if (strcmp(ifname, r->opt->ifname) != 0)
		ss_error(0,
			 "'%s' is run by process %d already, on %s: --name gives this one another "
			 "name",
			 name, owner, ifname);
	else
		ss_error(0,
			 "'%s' is run by process %d already, on %s ('ss-breaker off %s' ends it)",
			 name, owner, ifname, name);
	return -EBUSY;
}

static int is_run(void *arg, struct plane *p, const struct plane_info *info)
{
	(void)p;
	return is_owned(arg, info->name, info->ifname, info->owner_pid);
}

/* A name is one of the machine, not of a network namespace. */
static int check_name(struct run *r)
{
	int err = planes_each(r->name, is_run, r);

	if (!err)
		err = planes_strange(r->name, is_owned, r);
	return err == -EBUSY || !err ? err : ss_error(err, "cannot look for instances");
}

static int attach(struct run *r)
{
	struct ss_strbuf text = { 0 };
	struct datapath_options o = {
		.ifname = r->opt->ifname,
		.name = r->name,
		.table = &r->profile.table,
		.require_native = r->opt->require_native,
		.generic = r->opt->generic,
		.libxdp = r->opt->libxdp,
		.egress = r->opt->egress,
		.shadow = r->opt->shadow,
		.hold = r->opt->on_stale == ON_STALE_HOLD,
		.persist = r->opt->persist,
		.ttl_ns = r->opt->ttl_ns,
		.tcp_all = r->opt->tcp_mode == TCP_ALL,
	};
	int lock = live_lock(), err;

	if (lock == -EBUSY)
		return lock;
	ss_profile_json(&r->profile, &text);
	o.text = text.data;
	err = text.err ? ss_error(text.err, "cannot start") : check_name(r);
	if (!err)
		err = datapath_open(&r->path, &o);
	ss_strbuf_fini(&text);
	if (lock >= 0)
		close(lock);
	return err;
}

static int on_deadline(void *arg)
{
	struct run *r = arg;

	r->reason = "duration";
	return RUN_DONE;
}

static int set_deadline(struct run *r)
{
	struct ss_timer *deadline = ss_loop_add_timer(r->loop, on_deadline, r);

	if (!deadline)
		return -errno;
	return r->opt->duration_ns ? ss_timer_set(deadline, r->opt->duration_ns, 0) : 0;
}

static int start(struct run *r)
{
	int err = r->opt->dry_run ? 0 : attach(r);

	r->reported = err; /* why, it has said itself */
	if (!err)
		err = set_deadline(r);
	if (!err)
		err = govern_begin(r);
	if (!err)
		err = lines_start(r);
	if (!err)
		err = run_flush(r);
	if (!err)
		err = govern_start(r);
	if (!err)
		err = sources_start(r);
	if (err)
		return err;
	live_write(r);
	ss_notify("READY=1");
	malloc_trim(0);
	return 0;
}

static int finish(struct run *r, int err)
{
	if (err && err != RUN_DONE)
		return run_fail(r, err, "cannot go on");
	if (ss_loop_signal(r->loop))
		r->reason = "signal";
	ss_notify("STOPPING=1");
	r->ending = true;
	ss_out_hurry(&r->out);
	err = lines_stop(r);
	if (!err)
		err = run_flush(r);
	if (r->unconfirmed && !err) {
		ss_error(0, "nobody has confirmed: everything passes again");
		err = SS_EXIT_NO;
	}
	return err;
}

int run_all(const struct run_options *o)
{
	struct run r = { .opt = o, .links = -1, .reason = "duration" };
	int err;

	instance_name(o->name ? o->name : o->ifname, r.name);
	r.out.own_fd = -1;
	err = o->dry_run || if_nametoindex(o->ifname) ? make_profile(&r)
						      : ss_error(-ENODEV, "%s", o->ifname);
	if (err)
		goto out;
	r.loop = ss_loop_new();
	if (!r.loop) {
		err = ss_error(-errno, "cannot set up the event loop");
		goto out;
	}
	ss_out_init(&r.out, STDOUT_FILENO, ss_loop_signal_fd(r.loop));
	err = ss_view_init(&r.view, o->format, NULL, o->color);
	if (!err)
		err = ss_stream_init(&r.stream, NO_TABLE);
	if (err)
		ss_error(err, "cannot start");
	if (!err)
		err = start(&r);
	if (!err)
		err = ss_loop_run(r.loop);
	if (!err || err == RUN_DONE)
		err = finish(&r, err);
	else if (err < 0)
		run_fail(&r, err, "cannot go on");
out:
	hand_stop(&r);
	sources_stop(&r);
	live_remove(&r);
	govern_stop(&r);
	datapath_close(r.path);
	ss_stream_fini(&r.stream);
	ss_view_fini(&r.view);
	ss_out_fini(&r.out);
	ss_loop_free(r.loop);
	ss_profile_fini(&r.profile);
	return err;
}
