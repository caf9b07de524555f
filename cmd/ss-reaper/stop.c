// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper stop: whoever runs it ends, and its pins go. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/pin.h"
#include "core/log.h"
#include "instance.h"
#include "pins.h"
#include "proc/victim.h"
#include "reaper.skel.h"
#include "status.h"
#include "wire_reaper.h"

#define GIVE_UP_MS 10000

static const struct ss_opt options[] = { { 0 } };

const struct ss_cmd stop_command = {
	.name = "ss-reaper",
	.verb = "stop",
	.summary = "End an instance of ss-reaper watch: its process, and what it has pinned.",
	.operands = "[NAME]",
	.names = SS_PIN_ROOT "/reaper",
	.options = options,
};

struct stop {
	size_t found;
};

static int end_owner(const struct ss_wire_reap_meta *meta)
{
	struct ss_victim owner;
	struct pollfd gone = { .events = POLLIN };
	int err = instance_owner(meta, &owner);

	if (err)
		return err == -ESRCH || err == -ESTALE ? 0 : err;
	err = ss_victim_signal(&owner, SIGTERM);
	gone.fd = owner.fd;
	if (!err && poll(&gone, 1, GIVE_UP_MS) != 1)
		err = -ETIMEDOUT;
	ss_victim_close(&owner);
	return err == -ESRCH ? 0 : err;
}

static int on_instance(void *arg, const struct ss_wire_reap_meta *meta)
{
	struct stop *s = arg;
	int err = end_owner(meta);

	s->found++;
	return err ? ss_error(err, "cannot end process %u", meta->owner_pid) : 0;
}

/* Pins of somebody else are left alone, and those of who has taken over meanwhile. */
static int remove_live(const struct pins *pins, const char *name)
{
	struct ss_wire_reap_meta *meta;
	int err = pins_read(pins->live, &meta);
	uint32_t owner = !err && instance_is_owned(meta) ? meta->owner_pid : 0;

	if (!err)
		free(meta);
	if (owner)
		return ss_error(-EBUSY, "process %u has taken over '%s'", owner, name);
	if (err && !pins_empty(pins))
		return ss_error(err, "what is in %s is not of this ss-reaper", pins->live);
	err = pins_remove(name);
	return err ? ss_error(err, "cannot remove the pins of '%s'", name) : 0;
}

static int remove_pins(const char *name)
{
	struct pins pins;
	int lock, err = pins_find(&pins, name);

	if (err)
		return err;
	lock = ss_pin_lock();
	if (lock < 0)
		return lock;
	err = remove_live(&pins, name);
	close(lock);
	return err;
}

int stop_main(int argc, char **argv)
{
	const char *name = argc ? argv[0] : "default";
	struct stop s = { 0 };
	int err;

	if (argc > 1)
		ss_cli_usage("unexpected operand '%s'", argv[1]);
	if (!ss_pin_is_name(name))
		ss_cli_usage("'%s' is no name of an instance", name);
	ss_bpf_init();
	err = instances_each(name, on_instance, &s);
	if (err && !s.found)
		return ss_bpf_error(err, "cannot look for instances");
	if (!err)
		err = remove_pins(name);
	if (err || s.found)
		return err;
	ss_error(0, "there is no instance '%s'", name);
	return SS_EXIT_NO;
}
