// SPDX-License-Identifier: BSD-2-Clause
/* What an instance says of itself, in a map that anybody who may can find. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/map.h"
#include "breaker.skel.h"
#include "core/clock.h"
#include "core/strbuf.h"
#include "datapath_impl.h"
#include "proc/procfs.h"
#include "proc/victim.h"

size_t meta_room(const char *text)
{
	return sizeof(struct ss_wire_breaker_meta) + ((text ? strlen(text) : 0) + 8) / 8 * 8;
}

/* As /proc has it, which is how others compare it. */
static uint64_t own_start(void)
{
	struct ss_strbuf b = { 0 };
	uint64_t ticks = 0;

	if (!ss_procfs_slurp(getpid(), "stat", &b, 4096))
		ticks = ss_procfs_stat_number(&b, 22);
	ss_strbuf_fini(&b);
	return ticks * (SS_NS_PER_SEC / sysconf(_SC_CLK_TCK));
}

uint64_t meta_netns(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? 0 : st.st_ino;
}

static uint32_t map_id(int fd)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : info.id;
}

static uint32_t program_id(int fd)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : info.id;
}

static int put(int fd, const struct ss_wire_breaker_meta *meta)
{
	uint32_t zero = 0;

	return bpf_map_update_elem(fd, &zero, meta, BPF_ANY) ? -errno : 0;
}

static void fill(const struct datapath *d, bool owned, struct ss_wire_breaker_meta *m)
{
	m->magic = SS_BREAKER_META_MAGIC;
	m->began_boot_ns = d->began_boot_ns;
	m->owner_pid = owned ? getpid() : 0;
	m->owner_start_ns = owned ? own_start() : 0;
	m->netns = meta_netns();
	m->tick_ns = d->plane.tick_ns;
	m->pinned = d->pinned;
	m->ifindex = d->ifindex;
	m->mode = d->mode;
	m->shadow = d->opt.shadow;
	m->hold = d->opt.hold;
	m->egress = d->egress;
	m->level_count = d->plane.level_count;
	m->updater = program_id(d->plane.updater);
	m->program = program_id(bpf_program__fd(d->skel->progs.breaker_in));
	m->links[SS_BREAKER_IN] = attach_id(d->link);
	m->links[SS_BREAKER_OUT] = attach_id(d->out_link);
	for (int i = 0; i < SS_BREAKER_MAPS; i++)
		m->maps[i] = map_id(d->plane.maps[i]);
	memcpy(m->words, d->plane.words, sizeof(m->words));
	memcpy(m->drain_ticks, d->plane.drain_ticks, sizeof(m->drain_ticks));
	for (unsigned int i = 0; i < d->plane.level_count; i++)
		memcpy(m->levels[i], d->opt.table->levels[i].name, sizeof(m->levels[i]) - 1);
	memcpy(m->why, d->why, sizeof(m->why));
	strncpy(m->name, d->opt.name, sizeof(m->name) - 1);
	memcpy(m->ifname, d->ifname, sizeof(m->ifname));
	m->text_len = d->opt.text ? strlen(d->opt.text) : 0;
	memcpy(m->text, d->opt.text ? d->opt.text : "", m->text_len);
}

int meta_write(struct datapath *d, bool owned)
{
	int fd = bpf_map__fd(d->skel->maps.breaker_meta), err;
	struct ss_wire_breaker_meta *m = calloc(1, meta_room(d->opt.text));

	if (!m)
		return -ENOMEM;
	fill(d, owned, m);
	m->off = meta_is_off(d);
	err = put(fd, m);
	free(m);
	return err;
}

#define FIRST_FIXED 3 /* before this version members were put in between */

/* What stays where it is, whatever the version. */
static bool is_one(const struct ss_wire_breaker_meta *m)
{
	return m->magic << 8 == SS_BREAKER_META_MARK << 8 && m->magic >> 56 >= FIRST_FIXED &&
	       memchr(m->name, '\0', sizeof(m->name)) && memchr(m->why, '\0', sizeof(m->why)) &&
	       memchr(m->ifname, '\0', sizeof(m->ifname));
}

static bool is_ours(const struct ss_wire_breaker_meta *m, size_t size)
{
	if (m->magic != SS_BREAKER_META_MAGIC || m->text_len >= size - sizeof(*m) ||
	    m->text[m->text_len] || m->level_count > SS_BREAKER_LEVELS || !m->tick_ns ||
	    m->mode >= SS_BREAKER_MODES)
		return false;
	for (unsigned int i = 0; i < m->level_count; i++)
		if (!memchr(m->levels[i], '\0', sizeof(m->levels[i])))
			return false;
	return true;
}

int meta_read(int fd, struct ss_wire_breaker_meta **meta)
{
	size_t size;
	void *value;
	int err = ss_map_only_value(fd, sizeof(**meta) + 1, &value, &size);

	*meta = value;
	if (err)
		return err;
	if (is_one(*meta))
		return is_ours(*meta, size) ? 0 : -EPROTO;
	free(*meta);
	*meta = NULL;
	return -EBADMSG;
}

bool meta_is_owned(const struct ss_wire_breaker_meta *meta)
{
	struct ss_victim owner;

	if (!meta->owner_pid || ss_victim_open(&owner, meta->owner_pid, meta->owner_start_ns))
		return false;
	ss_victim_close(&owner);
	return true;
}

const char *meta_mode_name(enum ss_breaker_mode mode)
{
	static const char *const names[SS_BREAKER_MODES] = {
		[SS_BREAKER_NATIVE] = "native",
		[SS_BREAKER_GENERIC] = "generic",
		[SS_BREAKER_DISPATCHED] = "dispatched",
		[SS_BREAKER_DETACHED] = "detached",
	};

	return names[mode];
}

void meta_describe(const struct ss_wire_breaker_meta *m, struct plane_info *info)
{
	char now[IF_NAMESIZE];

	memset(info, 0, sizeof(*info));
	memcpy(info->name, m->name, sizeof(info->name));
	memcpy(info->ifname, m->ifname, sizeof(info->ifname));
	memcpy(info->why, m->why, sizeof(info->why));
	memcpy(info->levels, m->levels, sizeof(info->levels));
	/* Nobody may be there to follow a change of its name. */
	if (m->mode != SS_BREAKER_DETACHED && m->netns == meta_netns() &&
	    if_indextoname(m->ifindex, now))
		memcpy(info->ifname, now, sizeof(info->ifname));
	info->ifindex = m->ifindex;
	info->mode = meta_mode_name(m->mode);
	info->egress = m->egress;
	info->shadow = m->shadow;
	info->hold = m->hold;
	info->pinned = m->pinned;
	info->owner_pid = meta_is_owned(m) ? m->owner_pid : 0;
	info->began_boot_ns = m->began_boot_ns;
	info->level_count = m->level_count;
	info->text = m->text;
}

bool meta_is_off(const struct datapath *d)
{
	struct ss_wire_breaker_meta *m;
	bool off;

	meta_read(bpf_map__fd(d->skel->maps.breaker_meta), &m);
	off = m && m->off;
	free(m);
	return off;
}

int meta_switch_off(int fd)
{
	struct ss_wire_breaker_meta *m;
	int err = meta_read(fd, &m);

	if (!m)
		return err;
	m->off = 1;
	err = put(fd, m);
	free(m);
	return err;
}
