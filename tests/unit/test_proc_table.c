// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "proc/proc.h"

#define NO_PID 0x7ffffff0u /* above every pid_max */

static struct ss_proc_id id_of(uint32_t tgid, uint64_t start)
{
	return (struct ss_proc_id){ .tgid = tgid, .start_ns = start };
}

static struct ss_proc *put(struct ss_proc_table *t, uint32_t tgid, uint64_t start)
{
	struct ss_proc_id id = id_of(tgid, start);

	return ss_proc_put(t, &id);
}

static struct ss_proc *find(struct ss_proc_table *t, uint32_t tgid, uint64_t start)
{
	struct ss_proc_id id = id_of(tgid, start);

	return ss_proc_find(t, &id);
}

static void removed(struct ss_proc_table *t, uint32_t tgid, uint64_t start)
{
	struct ss_proc_id id = id_of(tgid, start);

	/* The first is due when another goes, more than a second later. */
	ss_proc_retire(t, &id, 1);
	ss_proc_retire(t, &(struct ss_proc_id){ .tgid = ~0u }, 2000000000);
}

static struct ss_image *image(const char *exe)
{
	return ss_image_new(exe, strlen(exe), "", 0, 0);
}

static void put_and_find(void)
{
	struct ss_proc_table *t = ss_proc_table_new(100);
	struct ss_proc *p = put(t, 7, 70);

	check(p && p->id.tgid == 7 && p->id.start_ns == 70 && !p->image && !p->container.id[0]);
	check(put(t, 7, 70) == p);
	check(find(t, 7, 70) == p);
	check(ss_proc_find_tgid(t, 7) == p);
	check(!find(t, 7, 71));
	check(!find(t, 8, 70));
	check(!ss_proc_find_tgid(t, 8));
	check(ss_proc_table_count(t) == 1);
	ss_proc_table_free(t);
}

static void tgid_used_again(void)
{
	struct ss_proc_table *t = ss_proc_table_new(2);
	struct ss_proc *p = put(t, 7, 70);

	put(t, 8, 80);
	ss_proc_set_image(p, image("/old"));
	memcpy(p->comm, "old", 4);
	p = put(t, 7, 71);
	check(p && !p->image && !p->comm[0] && p->id.start_ns == 71);
	check(!find(t, 7, 70));
	check(find(t, 8, 80)); /* the place of the old one, nobody else's */
	check(ss_proc_table_count(t) == 2);
	check(ss_proc_table_evicted(t) == 0);
	ss_proc_table_free(t);
}

static void removal_is_exact(void)
{
	struct ss_proc_table *t = ss_proc_table_new(10);

	put(t, 7, 70);
	removed(t, 7, 71);
	removed(t, 8, 70);
	check(find(t, 7, 70));
	removed(t, 7, 70);
	removed(t, 7, 70);
	check(!find(t, 7, 70) && !ss_proc_find_tgid(t, 7));
	check(ss_proc_table_count(t) == 0);
	ss_proc_table_free(t);
}

static void eviction_order(void)
{
	struct ss_proc_table *t = ss_proc_table_new(3);

	put(t, 1, 1);
	put(t, 2, 2);
	put(t, 3, 3);
	find(t, 1, 1); /* a look is a touch */
	put(t, 2, 2);
	put(t, 4, 4);
	check(!ss_proc_find_tgid(t, 3));
	put(t, 5, 5);
	check(!ss_proc_find_tgid(t, 1));
	check(ss_proc_find_tgid(t, 2) && ss_proc_find_tgid(t, 4) && ss_proc_find_tgid(t, 5));
	ss_proc_find_tgid(t, 2); /* this is none */
	put(t, 6, 6);
	check(!ss_proc_find_tgid(t, 2));
	check(ss_proc_table_count(t) == 3);
	check(ss_proc_table_evicted(t) == 3);
	removed(t, 6, 6);
	put(t, 7, 7); /* there is room again */
	check(ss_proc_table_evicted(t) == 3);
	ss_proc_table_free(t);
}

static void smallest_table(void)
{
	struct ss_proc_table *t = ss_proc_table_new(0);

	check(put(t, 1, 1) && put(t, 2, 2));
	check(!find(t, 1, 1) && find(t, 2, 2));
	check(ss_proc_table_count(t) == 1 && ss_proc_table_evicted(t) == 1);
	ss_proc_table_free(t);
	ss_proc_table_free(NULL);
}

/* 256 buckets, all of these in one of them: chains, and their middle taken out. */
static void one_bucket(void)
{
	struct ss_proc_table *t = ss_proc_table_new(100);

	for (uint32_t i = 1; i <= 50; i++)
		put(t, i * 256, i);
	for (uint32_t i = 2; i <= 50; i += 2)
		removed(t, i * 256, i);
	for (uint32_t i = 1; i <= 50; i++)
		check(!!find(t, i * 256, i) == i % 2);
	check(ss_proc_table_count(t) == 25);
	ss_proc_table_free(t);
}

/* Against a plain array, many times the table's size. */
static void many(void)
{
	enum { MAX = 500, TGIDS = 2000 };
	static uint64_t starts[TGIDS];
	struct ss_proc_table *t = ss_proc_table_new(MAX);
	size_t there = 0;
	uint32_t random = 1;

	for (uint64_t i = 1; i <= 200000; i++) {
		uint32_t tgid;

		random = random * 1664525 + 1013904223;
		tgid = (random >> 8) % TGIDS;
		if (random >> 30) {
			put(t, tgid, i);
			starts[tgid] = i;
			check(find(t, tgid, i));
		} else {
			removed(t, tgid, starts[tgid]);
			check(!ss_proc_find_tgid(t, tgid));
		}
	}
	for (uint32_t i = 0; i < TGIDS; i++) {
		struct ss_proc *p = ss_proc_find_tgid(t, i);

		there += !!p;
		check(!p || p->id.start_ns == starts[i]);
	}
	check(there == ss_proc_table_count(t) && there <= MAX);
	ss_proc_table_free(t);
}

static void shared_images(void)
{
	struct ss_proc_table *t = ss_proc_table_new(3);
	struct ss_proc *a = put(t, 1, 1), *b = put(t, 2, 2), *c = put(t, 3, 3);

	ss_proc_set_image(a, image("/bin/a"));
	ss_proc_share_image(b, a);
	ss_proc_share_image(c, b);
	check(a->image == c->image && a->image->refs == 3);
	ss_proc_share_image(b, a); /* what it has already, and its own */
	ss_proc_share_image(a, a);
	check(a->image->refs == 3);
	ss_proc_set_image(a, image("/bin/b"));
	check(b->image == c->image && b->image->refs == 2);
	removed(t, 2, 2);
	check(c->image->refs == 1 && strstr(c->image->json, "/bin/a"));
	put(t, 4, 4);
	put(t, 5, 5); /* evicts a with its image */
	check(!ss_proc_find_tgid(t, 1));
	ss_proc_set_image(c, NULL);
	ss_proc_share_image(c, ss_proc_find_tgid(t, 4)); /* none to share */
	check(!c->image);
	ss_proc_set_image(c, image("/bin/c"));
	ss_proc_table_free(t); /* the rest is the leak checker's */
}

static void parents(void)
{
	struct ss_proc_table *t = ss_proc_table_new(10);
	struct ss_proc *init = put(t, NO_PID, 1), *sh = put(t, NO_PID + 1, 2);
	struct ss_proc *ls = put(t, NO_PID + 2, 3);

	ls->parent = sh->id;
	ls->parent.exec = 99; /* another image is the same process */
	sh->parent = init->id;
	check(ss_proc_parent(t, ls) == sh);
	check(ss_proc_parent(t, sh) == init);
	check(!ss_proc_parent(t, init));
	removed(t, sh->id.tgid, 2);
	check(!ss_proc_parent(t, ls));	      /* gone, and so is ls in /proc: nobody */
	check(ls->parent.tgid == NO_PID + 1); /* the last that was known */
	put(t, NO_PID + 1, 4);
	check(!ss_proc_parent(t, ls)); /* the same number is another process */
	ss_proc_table_free(t);
}

static const struct check_case cases[] = {
	{ "put and find", put_and_find },
	{ "a tgid used again is another process", tgid_used_again },
	{ "only this very process is removed", removal_is_exact },
	{ "the one touched longest ago makes room", eviction_order },
	{ "a table for none holds one", smallest_table },
	{ "many in one bucket", one_bucket },
	{ "200,000 processes against an array", many },
	{ "images are shared and freed with the last", shared_images },
	{ "parents", parents },
};

CHECK_MAIN(cases)
