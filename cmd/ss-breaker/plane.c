// SPDX-License-Identifier: BSD-2-Clause
/* Which level is in force: asked of the updater in the kernel, which does one request at a time. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "breaker.skel.h"
#include "core/clock.h"
#include "datapath_impl.h"

#define XDP_PASS 2

void plane_init(struct plane *p)
{
	memset(p, 0, sizeof(*p));
	for (int i = 0; i < SS_BREAKER_MAPS; i++)
		p->maps[i] = -1;
	p->updater = -1;
}

void plane_fini(struct plane *p)
{
	for (int i = 0; i < SS_BREAKER_MAPS; i++)
		if (p->maps[i] >= 0)
			close(p->maps[i]);
	if (p->updater >= 0)
		close(p->updater);
	plane_init(p);
}

int plane_open(struct plane *p, const struct ss_wire_breaker_meta *meta)
{
	plane_init(p);
	for (int i = 0; i < SS_BREAKER_MAPS; i++) {
		p->maps[i] = bpf_map_get_fd_by_id(meta->maps[i]);
		if (p->maps[i] < 0)
			return -errno;
	}
	p->updater = bpf_prog_get_fd_by_id(meta->updater);
	if (p->updater < 0)
		return -errno;
	p->tick_ns = meta->tick_ns;
	p->level_count = meta->level_count;
	memcpy(p->words, meta->words, sizeof(p->words));
	memcpy(p->drain_ticks, meta->drain_ticks, sizeof(p->drain_ticks));
	return 0;
}

/* One request.  -EINTR: a signal has ended it, even one that only stops us or lets us go on, and
 * nothing tells whether it has been carried out (Linux 5.10). */
static int ask_once(struct plane *p, struct ss_wire_breaker_update *u)
{
	LIBBPF_OPTS(bpf_test_run_opts, o, .data_in = u, .data_size_in = sizeof(*u), .data_out = u,
		    .data_size_out = sizeof(*u), .repeat = 1);

	if (bpf_prog_test_run_opts(p->updater, &o))
		return -errno;
	return o.retval == XDP_PASS ? u->error : -EPROTO;
}

int plane_update(struct plane *p, struct ss_wire_breaker_update *u)
{
	int err;

	/* Once more: what is asked for, whatever was before, may be asked for twice. */
	do
		err = ask_once(p, u);
	while (err == -EINTR);
	return err;
}

uint64_t plane_ticks(const struct plane *p, uint64_t ns)
{
	if (ns == DATAPATH_FOREVER)
		return UINT64_MAX;
	return ns / p->tick_ns + (ns % p->tick_ns != 0);
}

uint64_t plane_ns(const struct plane *p, uint64_t ticks)
{
	return ticks > UINT64_MAX / p->tick_ns ? DATAPATH_FOREVER : ticks * p->tick_ns;
}

static int ask_for(struct plane *p, enum ss_breaker_op op, unsigned int level, uint64_t ns)
{
	struct ss_wire_breaker_update u = { .op = op, .ttl_ticks = plane_ticks(p, ns) };

	if (level >= p->level_count)
		return -EINVAL;
	u.word = p->words[level];
	u.drain_ticks = p->drain_ticks[level];
	return plane_update(p, &u);
}

int plane_set(struct plane *p, unsigned int level, uint64_t ttl_ns)
{
	return ask_for(p, SS_BREAKER_OP_SET, level, ttl_ns);
}

int plane_refresh(struct plane *p, uint64_t ttl_ns)
{
	return ask_for(p, SS_BREAKER_OP_REFRESH, 0, ttl_ns);
}

int plane_force(struct plane *p, unsigned int level, uint64_t for_ns)
{
	return ask_for(p, SS_BREAKER_OP_FORCE, level, for_ns);
}

int plane_try(struct plane *p, unsigned int level, uint64_t for_ns)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_FORCE,
					    .ttl_ticks = plane_ticks(p, for_ns) };

	if (level >= p->level_count)
		return -EINVAL;
	u.word = p->words[level] | SS_BREAKER_F_TRIAL << SS_BREAKER_WORD_FLAGS;
	u.drain_ticks = p->drain_ticks[level];
	return plane_update(p, &u);
}

int plane_unforce(struct plane *p)
{
	return ask_for(p, SS_BREAKER_OP_UNFORCE, 0, 0);
}

/* A look at what is forced, by nobody or by who forced at MINE; else -EEXIST. */
static int look_whose(struct plane *p, uint64_t mine, struct ss_wire_breaker_throttle *is)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_READ };
	int err = plane_update(p, &u);

	*is = u.is;
	if (!err && is->forced_until && is->forced_boot_ns != mine)
		err = -EEXIST;
	return err;
}

/* After a signal: is what was asked for at SINCE the last that has happened?  Then IS says so too.
 */
static bool is_forced_so(struct plane *p, uint32_t generation, unsigned int level, uint64_t since,
			 struct ss_wire_breaker_throttle *is)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_READ };

	if (plane_update(p, &u))
		return false;
	*is = u.is;
	return is->generation == generation + 1 && is->forced_until &&
	       (is->forced_word & 0xff) == level && is->forced_boot_ns >= since;
}

/* Whoever changes something between the look and the request makes it another generation. */
int plane_force_mine(struct plane *p, unsigned int level, uint64_t for_ns, uint64_t *mine)
{
	struct ss_wire_breaker_throttle is;
	struct ss_wire_breaker_update u;
	uint64_t since;
	int err;

	if (level >= p->level_count)
		return -EINVAL;
	do {
		err = look_whose(p, *mine, &is);
		if (err)
			return err;
		since = ss_clock_boot();
		u = (struct ss_wire_breaker_update){ .op = SS_BREAKER_OP_FORCE,
						     .generation = is.generation,
						     .word = p->words[level],
						     .drain_ticks = p->drain_ticks[level],
						     .ttl_ticks = plane_ticks(p, for_ns) };
		err = ask_once(p, &u);
		if (err == -EINTR && is_forced_so(p, is.generation, level, since, &u.is))
			err = 0;
	} while (err == -ESTALE || err == -EINTR);
	if (!err)
		*mine = u.is.forced_boot_ns;
	return err;
}

int plane_unforce_mine(struct plane *p, uint64_t mine)
{
	struct ss_wire_breaker_throttle is;
	int err;

	do {
		struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_UNFORCE };

		err = look_whose(p, mine, &is);
		if (err || !is.forced_until)
			return err;
		u.generation = is.generation;
		err = plane_update(p, &u); /* again after a signal: then it is stale, and ended */
	} while (err == -ESTALE);
	return err;
}

/* Of a time that has come, 0. */
static uint64_t left(const struct plane *p, uint64_t until, uint64_t now)
{
	if (until == UINT64_MAX)
		return DATAPATH_FOREVER;
	return until > now ? plane_ns(p, until - now) : 0;
}

int plane_state(struct plane *p, struct plane_state *state)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_READ };
	int err = plane_update(p, &u);

	if (err)
		return err;
	state->level = u.state.word & 0xff;
	state->set = u.is.word & 0xff;
	if (state->level >= p->level_count || state->set >= p->level_count)
		return -ERANGE;
	state->generation = u.is.generation;
	state->forced = u.is.forced_until;
	state->trial =
		state->forced && (u.is.forced_word >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_TRIAL);
	state->since_boot_ns = u.is.since_boot_ns;
	state->forced_boot_ns = u.is.forced_boot_ns;
	state->stale = u.state.expires <= u.now;
	state->set_stale = u.is.expires <= u.now;
	state->left_ns = left(p, u.state.expires, u.now);
	state->draining = (u.state.word >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_DRAIN) &&
			  u.state.drain_until > u.now;
	return 0;
}

void *plane_mmap(int map, size_t *size)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);
	size_t page = sysconf(_SC_PAGESIZE);
	void *at;

	if (bpf_obj_get_info_by_fd(map, &info, &len))
		return NULL;
	*size = (size_t)info.max_entries * ((info.value_size + 7) / 8 * 8);
	*size = (*size + page - 1) / page * page;
	at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	return at == MAP_FAILED ? NULL : at;
}
