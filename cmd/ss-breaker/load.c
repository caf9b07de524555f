// SPDX-License-Identifier: BSD-2-Clause
/* The programs of a table, loaded. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/object.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"
#include "tables.h"

bool load_is_raw(const char *ifname)
{
	struct ifreq r = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return false;
	strncpy(r.ifr_name, ifname, sizeof(r.ifr_name) - 1);
	err = ioctl(fd, SIOCGIFHWADDR, &r);
	close(fd);
	return !err && r.ifr_hwaddr.sa_family != ARPHRD_ETHER &&
	       r.ifr_hwaddr.sa_family != ARPHRD_LOOPBACK;
}

struct bpf_map *load_map(struct breaker_bpf *skel, enum ss_wire_breaker_map which)
{
	switch (which) {
	case SS_BREAKER_MAP_STATE: return skel->maps.breaker_state;
	case SS_BREAKER_MAP_THROTTLE: return skel->maps.breaker_throttle;
	case SS_BREAKER_MAP_COUNTS: return skel->maps.breaker_counts;
	case SS_BREAKER_MAP_BLOCKS4: return skel->maps.blocks4;
	case SS_BREAKER_MAP_BLOCKS6: return skel->maps.blocks6;
	case SS_BREAKER_MAP_FILTER: return skel->maps.block_filter;
	case SS_BREAKER_MAP_TALKERS: return skel->maps.talkers;
	case SS_BREAKER_MAP_JUMP: return skel->maps.breaker_jump;
	default: return NULL;
	}
}

static bool is_like(const struct bpf_map *map, int fd)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && info.type == bpf_map__type(map) &&
	       info.key_size == bpf_map__key_size(map) &&
	       info.value_size == bpf_map__value_size(map) &&
	       info.max_entries == bpf_map__max_entries(map);
}

static int reuse(const struct datapath *d, struct breaker_bpf *skel, const int *state)
{
	int err = 0;

	for (int i = 0; i < SS_BREAKER_MAPS && !err; i++) {
		struct bpf_map *map = load_map(skel, i);

		if (!is_like(map, state[i]))
			return ss_error(-EBADMSG,
					"%s is not the map it was: 'ss-breaker off %s' puts off "
					"what was left",
					bpf_map__name(map), d->opt.name);
		err = bpf_map__reuse_fd(map, state[i]);
	}
	return err;
}

static int prepare(struct datapath *d, struct breaker_bpf *skel, const char *text,
		   const struct ss_breaker_image *image)
{
	const struct tables_options opt = {
		.no_ethernet = load_is_raw(d->ifname),
		.frags = tables_takes_frags(),
		.shadow = d->opt.shadow,
		.hold = d->opt.hold,
		.blocks = DATAPATH_BLOCKS,
		.talkers = DATAPATH_TALKERS,
	};
	int err = tables_prepare(skel, image, &opt);

	if (!err)
		err = bpf_map__set_value_size(skel->maps.breaker_meta, meta_room(text));
	if (d->opt.egress)
		return err;
	bpf_program__set_autoload(skel->progs.breaker_out, false);
	bpf_program__set_autoload(skel->progs.breaker_stub, false);
	return err;
}

static int load(struct datapath *d, struct breaker_bpf *skel, const char *text, const int *state,
		const struct ss_breaker_image *image)
{
	int err = prepare(d, skel, text, image);

	if (!err && state)
		err = reuse(d, skel, state);
	if (err)
		return ss_error(err, "cannot make ready what is loaded");
	err = d->dispatched ? dispatch_load(d, skel) : breaker_bpf__load(skel);
	if (err)
		return d->dispatched ? err : ss_bpf_error(err, "cannot load the BPF programs");
	err = tables_fill(skel, image);
	return err ? ss_error(err, "cannot fill the tables") : 0;
}

static int compile(const struct datapath *d, const struct ss_breaker_table *table,
		   struct ss_breaker_image *image)
{
	int err = ss_breaker_compile(table, tables_tick_ns(), tables_batches(), image);

	if (err == -E2BIG)
		return ss_error(0, "the rules combine more ports, prefixes and DSCPs than there is "
				   "room for"),
		       err;
	if (err)
		return ss_error(err, "cannot compile the rules");
	for (size_t i = 0; d->opt.tcp_all && i < table->level_count; i++) {
		image->words[i] &= ~((uint64_t)SS_BREAKER_F_DRAIN << SS_BREAKER_WORD_FLAGS);
		image->drain_ticks[i] = 0;
	}
	return 0;
}

int load_programs(struct datapath *d, const struct ss_breaker_table *table, const char *text,
		  const int *state, struct breaker_bpf **skel, struct ss_breaker_image *image)
{
	int err = compile(d, table, image);

	if (err)
		return err;
	*skel = breaker_bpf__open();
	if (*skel)
		err = load(d, *skel, text, state, image);
	else
		err = ss_bpf_error(-errno, "cannot open the BPF programs");
	if (!err)
		return 0;
	breaker_bpf__destroy(*skel);
	*skel = NULL;
	ss_breaker_image_fini(image);
	return err;
}
