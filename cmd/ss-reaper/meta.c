// SPDX-License-Identifier: BSD-2-Clause
#include "meta.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/map.h"
#include "core/json_write.h"
#include "guards.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static void hash(uint64_t *h, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		*h = (*h ^ bytes[i]) * FNV_PRIME;
}

static uint64_t hash_of_object(const struct reaper *r)
{
	uint64_t h = FNV_BASIS;

	hash(&h, r->skel->skeleton->data, r->skel->skeleton->data_sz);
	return h;
}

/*
 * Who is in scope of the rules of MASK: the text for people does not show every byte.  Of
 * one rule alone its number does not matter.
 */
static uint64_t hash_of_scope(const struct ss_rules *scope, uint64_t mask)
{
	const uint64_t first = mask & -mask;
	uint64_t h = FNV_BASIS;

	for (int by = 0; by < SS_CRITERIA; by++)
		for (size_t i = 0; i < scope->by[by].count; i++) {
			const struct ss_rule_value *v = &scope->by[by].values[i];
			const uint64_t pos = (v->pos & mask) / first;
			const uint64_t neg = (v->neg & mask) / first;
			const uint64_t facts[] = { by, v->match, v->bits, pos, neg };

			if (!pos && !neg)
				continue;
			hash(&h, facts, sizeof(facts));
			hash(&h, v->key, (v->bits + 7) / 8);
		}
	return h;
}

void meta_learns(const struct reaper *r, int rule, char text[static META_LEARNS])
{
	const struct ss_reap_limit *l = &r->config.rules[rule].limit;
	const int target = __builtin_ctzll(r->config.rules[rule].targets);
	const char *hook = r->targets[target].hook, *name = r->config.targets[target].name;
	const uint64_t facts[] = { hash_of_scope(r->config.scope, UINT64_C(1) << rule),
				   l->quantile_ppm, l->times_milli, l->floor_ns, l->ceiling_ns };
	uint64_t h = FNV_BASIS;

	hash(&h, facts, sizeof(facts));
	hash(&h, hook, strlen(hook));
	hash(&h, name, strlen(name));
	snprintf(text, META_LEARNS, "%016" PRIx64, h);
}

static void put_rules(struct ss_json *w, const struct reaper *r)
{
	char learns[META_LEARNS];

	ss_json_array(w, "rules");
	for (int i = 0; i < SS_REAP_RULES; i++) {
		if (!(r->config.used >> i & 1))
			continue;
		ss_json_object(w, NULL);
		ss_json_u64(w, "rule", i);
		ss_json_str(w, "name", r->rule_names[i], strlen(r->rule_names[i]));
		ss_json_cstr(w, "action", r->actions[i]);
		ss_json_bool(w, "auto", !r->config.rules[i].limit.ns);
		if (!r->config.rules[i].limit.ns) {
			meta_learns(r, i, learns);
			ss_json_cstr(w, "learns", learns);
		}
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
}

/* The file of a uprobe is that one, whatever its path names later. */
static void put_place(struct ss_json *w, const struct reaper_target *t)
{
	struct stat st;

	if (!t->binary || stat(t->binary, &st))
		return;
	ss_json_id(w, "dev", st.st_dev);
	ss_json_id(w, "ino", st.st_ino);
	ss_json_id(w, "offset", t->offset);
}

static void put_targets(struct ss_json *w, const struct reaper *r)
{
	ss_json_array(w, "targets");
	for (size_t i = 0; i < r->config.target_count; i++) {
		const struct ss_reap_target *target = &r->config.targets[i];

		ss_json_object(w, NULL);
		ss_json_cstr(w, "kind", ss_reap_kind_names[target->kind]);
		if (target->name)
			ss_json_str(w, "name", target->name, strlen(target->name));
		ss_json_cstr(w, "hook", r->targets[i].hook);
		put_place(w, &r->targets[i]);
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
}

int meta_describe(struct reaper *r)
{
	struct ss_strbuf means = { 0 };
	struct ss_json w;

	ss_reap_describe(&r->config, &means);
	ss_json_init(&w, &r->meta_text);
	ss_json_object(&w, NULL);
	ss_json_cstr(&w, "version", SS_VERSION);
	put_rules(&w, r);
	put_targets(&w, r);
	ss_json_str(&w, "means", means.data ? means.data : "", means.len);
	ss_json_hex(&w, "scope", hash_of_scope(r->config.scope, ~UINT64_C(0)));
	ss_json_bool(&w, "dry_run", r->opt->dry_run);
	ss_json_u64(&w, "calls", r->opt->calls);
	ss_json_end_object(&w);
	if (means.err)
		r->meta_text.err = means.err;
	ss_strbuf_fini(&means);
	return r->meta_text.err;
}

static size_t size_of(const struct reaper *r)
{
	return sizeof(struct ss_wire_reap_meta) + ((r->meta_text.len + 7) & ~(size_t)7);
}

int meta_size(struct reaper *r)
{
	return bpf_map__set_value_size(r->skel->maps.reap_meta, size_of(r));
}

static uint32_t id_of(const struct bpf_map *map)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &len) ? 0 : info.id;
}

static int put(struct reaper *r, const struct ss_wire_reap_meta *meta)
{
	uint32_t zero = 0;

	if (bpf_map_update_elem(bpf_map__fd(r->skel->maps.reap_meta), &zero, meta, BPF_ANY))
		return -errno;
	return 0;
}

static void set_owner(struct ss_wire_reap_meta *meta, bool ours)
{
	meta->owner_pid = ours ? getpid() : 0;
	meta->owner_start_ns = ours ? guards_start(getpid()) : 0;
}

int meta_write(struct reaper *r)
{
	struct ss_wire_reap_meta *meta = calloc(1, size_of(r));
	int err;

	if (!meta)
		return -ENOMEM;
	meta->magic = SS_REAP_META_MAGIC;
	meta->object = hash_of_object(r);
	meta->began_boot_ns = ss_clock_boot();
	set_owner(meta, true);
	meta->maps[SS_REAP_MAP_CALLS] = id_of(r->skel->maps.calls);
	meta->maps[SS_REAP_MAP_RULES] = id_of(r->skel->maps.reap_rules);
	meta->maps[SS_REAP_MAP_STATES] = id_of(r->skel->maps.reap_states);
	meta->maps[SS_REAP_MAP_DONE] = id_of(r->skel->maps.reap_done);
	meta->maps[SS_REAP_MAP_TARGETS] = id_of(r->skel->maps.reap_targets);
	meta->maps[SS_REAP_MAP_STOPS] = id_of(r->skel->maps.stops);
	meta->maps[SS_REAP_MAP_BURSTS] = id_of(r->skel->maps.bursts);
	meta->maps[SS_REAP_MAP_SIGNALLED] = id_of(r->skel->maps.signalled);
	meta->maps[SS_REAP_MAP_BSS] = id_of(r->skel->maps.bss);
	memcpy(meta->name, r->instance, sizeof(meta->name));
	meta->lost_at = offsetof(struct reaper_bpf__bss, lost);
	meta->text_len = r->meta_text.len;
	memcpy(meta->text, r->meta_text.data, r->meta_text.len);
	err = put(r, meta);
	free(meta);
	return err;
}

int meta_own(struct reaper *r, bool ours)
{
	struct ss_wire_reap_meta *meta;
	int err = meta_read(bpf_map__fd(r->skel->maps.reap_meta), &meta);

	if (err)
		return err;
	set_owner(meta, ours);
	err = put(r, meta);
	free(meta);
	return err;
}

int meta_set_pinned(struct reaper *r, uint32_t links)
{
	struct ss_wire_reap_meta *meta;
	int err = meta_read(bpf_map__fd(r->skel->maps.reap_meta), &meta);

	if (err)
		return err;
	meta->pinned = 1;
	meta->links = links;
	err = put(r, meta);
	free(meta);
	return err;
}

static bool is_ours(const struct ss_wire_reap_meta *meta, size_t size)
{
	return meta->magic == SS_REAP_META_MAGIC && meta->text_len <= size - sizeof(*meta) &&
	       memchr(meta->name, '\0', sizeof(meta->name));
}

int meta_read(int fd, struct ss_wire_reap_meta **meta)
{
	size_t size;
	void *value;
	int err = ss_map_only_value(fd, sizeof(**meta), &value, &size);

	*meta = value;
	if (err || is_ours(*meta, size))
		return err;
	free(*meta);
	*meta = NULL;
	return -EBADMSG;
}

bool meta_is_same(const struct reaper *r, const struct ss_wire_reap_meta *meta)
{
	return meta->object == hash_of_object(r) && meta->text_len == r->meta_text.len &&
	       !memcmp(meta->text, r->meta_text.data, r->meta_text.len);
}
